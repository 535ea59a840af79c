/** Mailboxes in one file, as other mail programs read them (MB): messages are appended under a lock of {@code fcntl}. */
package ee.qmail.mbox;
