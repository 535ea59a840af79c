/**
 * The contract between the archives: all that adapter, broker and beans hand each other. The adapter owns the sockets, the broker the
 * journal, the beans the mail; this package knows {@link ee.qmail.message} and {@link ee.qmail.address} alone.
 *
 * <p>The adapter calls a listener ({@link ee.qmail.contract.SmtpListener}, {@link ee.qmail.contract.Pop3Listener}) on a {@code
 * WorkManager} thread, between {@code beforeDelivery} and {@code afterDelivery}; methods that end in {@code AtOnce} on one that
 * reads connections, so they must not wait. The client is answered after the call and its transaction have ended. A listener that
 * throws leaves the client with a temporary failure: 451 in SMTP, {@code -ERR [SYS/TEMP]} in POP3.
 *
 * <p>Local delivery finds the beans of applications in {@link ee.qmail.contract.MailConsumerRegistry}; the adapter's outbound connections
 * hand mail to a {@link ee.qmail.contract.Submission}; the beans see the embedded broker as an {@link
 * ee.qmail.contract.InProcessBroker}, and JMS by the names of destinations ({@link ee.qmail.contract.Queues}). Each registry is a
 * {@link ee.qmail.contract.Registry}, static, since archives share nothing else. Safe for use by several threads.
 */
package ee.qmail.contract;
