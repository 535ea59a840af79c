/** What mail asks of the domain name system. */
package ee.qmail.dns;
