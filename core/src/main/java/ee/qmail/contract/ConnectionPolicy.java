package ee.qmail.contract;

import java.time.Duration;

/** The decision about a connection when it opens, whatever its protocol. */
public interface ConnectionPolicy {
    /** Null, or what the client is told instead of a greeting. */
    String refusal();

    /** Connections the service takes at a time, for its log: control/concurrencyincoming. */
    int maxConnections();

    /** Silence after which the client is disconnected. */
    Duration timeout();
}
