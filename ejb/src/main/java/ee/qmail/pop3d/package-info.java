/**
 * qmail-popup: decides which users may log in by POP3, and tells the adapter which Maildir belongs to a login. The protocol
 * itself is in {@code ee.qmail.pop3}.
 */
package ee.qmail.pop3d;
