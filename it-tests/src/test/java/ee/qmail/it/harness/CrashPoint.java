package ee.qmail.it.harness;

/**
 * An instant in the work of the server: what is just about to be called, and never will be.
 *
 * @param type name of a class; only calls of its own method count, not those of a class derived from it
 * @param caller name of a class that must be at work on the same thread, or empty
 */
public record CrashPoint(String type, String method, String caller) {
    /** The message of an SMTP client, in the queue. */
    public static final CrashPoint STORED = before("ee.qmail.broker.DirectStore", "store");
    /** The client of a message that is stored. */
    public static final CrashPoint ANSWERED = before("ee.qmail.rar.smtp.SmtpHandler", "answer");

    public static final CrashPoint BEAN_CALLED = before("ee.qmail.rar.application.MailBean", "deliver");
    public static final CrashPoint BEAN_RETURNS = before("ee.qmail.examples.orders.Trouble", "sometimes");
    /** The broker has prepared. */
    public static final CrashPoint DATABASE_COMMITS =
            new CrashPoint("com.sun.gjc.spi.LocalTransactionImpl", "commit", "ee.qmail.rar.application.MailBean");
    /** The database has committed. */
    public static final CrashPoint BROKER_COMMITS =
            before("org.apache.activemq.artemis.ra.ActiveMQRAXAResource", "commit");
    /** The client of a message whose bean has committed. */
    public static final CrashPoint BEAN_ANSWERED = before("ee.qmail.rar.smtp.SmtpHandler", "delivered");

    public static final CrashPoint SETTLED = before("ee.qmail.send.Settlement", "settleFirst");
    public static final CrashPoint ACKNOWLEDGED = before("ee.qmail.broker.QueueConsumer$Delivery", "acknowledge");

    public static CrashPoint before(String type, String method) {
        return new CrashPoint(type, method, "");
    }
}
