package ee.qmail.inbound;

import java.net.InetSocketAddress;
import java.time.Instant;

/** A listening service, as supervise would see it. */
public interface MailService {
    /** {@code smtpd} or {@code pop3d}. */
    String name();

    /** Where it listens. */
    InetSocketAddress address();

    boolean isUp();

    /** When it began to listen. */
    Instant since();

    /** Connections open now. */
    int connections();
}
