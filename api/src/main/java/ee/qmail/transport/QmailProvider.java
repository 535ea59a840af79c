package ee.qmail.transport;

import jakarta.mail.Provider;

/**
 * Tells Jakarta Mail of {@link QmailTransport}. It is a service for class paths on which everything sees everything. On an
 * application server Jakarta Mail looks for services where its own classes are, and finds the transport by {@code META-INF/javamail.providers} or
 * {@code META-INF/jakarta.providers}, for which it asks the context class loader of the thread.
 */
public class QmailProvider extends Provider {
    /** For {@link java.util.ServiceLoader}. */
    public QmailProvider() {
        super(Type.TRANSPORT, "qmail", QmailTransport.class.getName(), "qmail EE", "1");
    }
}
