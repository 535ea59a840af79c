/**
 * Addresses and domains: what an address may be at any door ({@link ee.qmail.address.AddressRules}), how it is compared ({@link
 * ee.qmail.address.DomainLookup}), the one spelling of a domain ({@link ee.qmail.address.DomainName}, ADR 19), and the patterns by
 * which beans take mail ({@link ee.qmail.address.AddressPattern}). Plain computation, safe for use by several threads.
 */
package ee.qmail.address;
