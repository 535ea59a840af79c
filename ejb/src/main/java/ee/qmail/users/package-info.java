/**
 * The part of vpopmail: domains, mailboxes, aliases and passwords in the database. {@link
 * ee.qmail.users.Accounts} changes them, {@link ee.qmail.users.Users} finds them for RCPT and delivery, {@link
 * ee.qmail.users.Passwords} is checkpassword.
 */
package ee.qmail.users;
