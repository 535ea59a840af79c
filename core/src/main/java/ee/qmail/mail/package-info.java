/**
 * A message: its {@link ee.qmail.mail.Envelope}, its text as a {@link ee.qmail.mail.Body}, in memory or spooled to a
 * file, and the rules of addresses that all doors share ({@link ee.qmail.mail.AddressRules}). Everything else is built
 * on it, and it knows nothing of the rest.
 */
package ee.qmail.mail;
