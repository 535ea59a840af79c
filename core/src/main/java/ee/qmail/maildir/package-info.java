/**
 * Mailboxes as Maildirs, readable by any other mail program: a message is written into {@code tmp}, made durable, and
 * appears in {@code new} by a rename; a reader moves it to {@code cur}. Needs a POSIX file system.
 */
package ee.qmail.maildir;
