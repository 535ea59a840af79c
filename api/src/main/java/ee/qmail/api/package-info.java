/**
 * The part of the mail server that applications see. A message-driven bean that implements
 * {@link ee.qmail.api.MailListener} gets mail in a transaction of its own.
 */
package ee.qmail.api;
