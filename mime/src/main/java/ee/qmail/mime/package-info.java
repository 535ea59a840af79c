/**
 * A mail as the entries of a JMS {@code MapMessage}: {@link ee.qmail.mime.MailComposer} makes a mail of them for
 * {@code qmail.inject}, {@link ee.qmail.mime.MailParser} takes a mail apart for an application's queue. The scanner of
 * {@code ee.qmail.entity} counts a mail before Jakarta Mail sees it.
 *
 * <p>An object of this package is for one thread at a time.
 */
package ee.qmail.mime;
