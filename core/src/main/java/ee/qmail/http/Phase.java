package ee.qmail.http;

import java.time.Duration;

/** The things that a connection waits for, each with its time limit. */
public enum Phase {
    /** The client: a request. */
    IDLE(Duration.ofSeconds(30)),
    /** The client: the rest of a head. */
    HEAD(Duration.ofSeconds(10)),
    /** The client: the rest of a small body. */
    BODY(Duration.ofSeconds(20)),
    /** This server: an answer. What the client sends or takes meanwhile is judged by its {@link Pace}. */
    WORK(null),
    /** Nothing: the connection ends. */
    LAST(Duration.ZERO);

    private final long nanos;

    Phase(Duration limit) {
        nanos = limit == null ? Long.MAX_VALUE : limit.toNanos();
    }

    /** @param since nanoseconds that it has been waited, from the beginning of the phase and not from the last octet */
    public boolean isOver(long since) {
        return since >= nanos;
    }
}
