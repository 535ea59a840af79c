/**
 * The contract between the resource adapter, which owns the sockets, and the beans, which own the mail.
 *
 * <p>The adapter calls a listener on a {@code WorkManager} thread, between {@code beforeDelivery} and {@code
 * afterDelivery}; methods that end in {@code AtOnce} on one that reads connections, so they must not wait. The client is answered after the call and its transaction have ended. A listener that throws leaves
 * the client with a temporary failure: 451 in SMTP, {@code -ERR [SYS/TEMP]} in POP3.
 */
package ee.qmail.inbound;
