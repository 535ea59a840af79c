package ee.qmail.contract;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * The rights of one POP3 connection, decided when it opens and again when TLS has begun.
 *
 * @param refusal null, or the text after {@code -ERR} that greets the client and ends the connection
 * @param hostname for the APOP time stamp: control/me
 * @param apop whether any mailbox keeps a secret that APOP can use; otherwise it is not offered
 * @param mechanisms of log-in by AUTH, the strongest first (RFC 5034); none, and then no log-in by USER and PASS or APOP either: TLS first
 * @param timeout autologout timer, at least 10 minutes (RFC 1939 section 3)
 * @param maxConnections connections the service takes at a time, for its log: control/concurrencyincoming
 */
public record Pop3Policy(
        String refusal, String hostname, boolean apop, List<String> mechanisms, Duration timeout, int maxConnections)
        implements ConnectionPolicy, Serializable {
    /** The same with other ways to log in. */
    public Pop3Policy with(List<String> offered) {
        return new Pop3Policy(refusal, hostname, apop, offered, timeout, maxConnections);
    }
}
