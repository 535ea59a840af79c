/**
 * The places that an address leads to: domains, mailboxes and aliases as RCPT and delivery look them up
 * ({@link ee.qmail.directory.Users}), with their entities and the places of their Maildirs.
 */
package ee.qmail.directory;
