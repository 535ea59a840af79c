package ee.qmail.contract;

import java.time.Duration;
import java.util.List;

/** The decision about a connection when it opens, whatever its protocol. */
public interface ConnectionPolicy {
    /** Null, or what the client is told instead of a greeting; where TLS comes first it is told nothing (TLS-8). */
    String refusal();

    /** Connections the service takes at a time, for its log: control/concurrencyincoming. */
    int maxConnections();

    /** Silence after which the client is disconnected. */
    Duration timeout();

    /** Names of the mechanisms by which the client may log in, the strongest first; none: not at all, or not yet. */
    List<String> mechanisms();
}
