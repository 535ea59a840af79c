/** Sends with Jakarta Mail into this server's queue, in the caller's transaction. */
package ee.qmail.transport;
