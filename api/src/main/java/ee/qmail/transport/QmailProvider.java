package ee.qmail.transport;

import jakarta.mail.Provider;

/** Tells Jakarta Mail of {@link QmailTransport}. A service, since Payara hides {@code META-INF/javamail.providers} from applications. */
public class QmailProvider extends Provider {
    /** For {@link java.util.ServiceLoader}. */
    public QmailProvider() {
        super(Type.TRANSPORT, "qmail", QmailTransport.class.getName(), "qmail EE", "1");
    }
}
