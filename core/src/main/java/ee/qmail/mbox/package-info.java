/** Mailboxes in one file, for whoever still reads them (MB). */
package ee.qmail.mbox;
