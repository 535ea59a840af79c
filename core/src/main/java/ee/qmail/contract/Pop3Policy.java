package ee.qmail.contract;

import java.io.Serializable;
import java.time.Duration;

/**
 * The rights of one POP3 connection; decided once, when it opens.
 *
 * @param refusal null, or the text after {@code -ERR} that greets the client and ends the connection
 * @param hostname for the APOP time stamp: control/me
 * @param apop whether any mailbox keeps a secret that APOP can use; otherwise it is not offered
 * @param timeout autologout timer, at least 10 minutes (RFC 1939 section 3)
 * @param maxConnections connections the service takes at a time, for its log: control/concurrencyincoming
 */
public record Pop3Policy(String refusal, String hostname, boolean apop, Duration timeout, int maxConnections)
        implements ConnectionPolicy, Serializable {}
