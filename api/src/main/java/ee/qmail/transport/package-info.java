/** A transport of Jakarta Mail that sends into this server's queue, in the caller's transaction. */
package ee.qmail.transport;
