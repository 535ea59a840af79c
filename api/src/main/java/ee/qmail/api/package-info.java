/**
 * What applications see of the mail server. A message-driven bean that implements {@link ee.qmail.api.MailListener} gets mail in
 * a transaction of its own.
 */
package ee.qmail.api;
