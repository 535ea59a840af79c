package ee.qmail.guard;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The log-ins that failed last, at all doors; a few hundred, in memory alone. Safe for use by several threads. */
public final class RecentFailures {
    static final int MOST = 200;
    private static final RecentFailures SHARED = new RecentFailures();

    /**
     * One of them.
     *
     * @param ip of the client, numeric
     * @param login as the client sent it, as one word of printable ASCII
     * @param door where, or {@code console}
     * @param mechanism such as {@code password}
     * @param reason {@code wrong}, or {@code throttled} if it was not looked at
     */
    public record Failure(Instant at, String ip, String login, String door, String mechanism, String reason) {}

    private final Deque<Failure> newestFirst = new ArrayDeque<>();

    RecentFailures() {}

    /** Those of this process. */
    public static RecentFailures shared() {
        return SHARED;
    }

    public synchronized void add(Failure failure) {
        if (newestFirst.size() == MOST) {
            newestFirst.removeLast();
        }
        newestFirst.addFirst(failure);
    }

    /** The newest first. */
    public synchronized List<Failure> list() {
        return List.copyOf(newestFirst);
    }
}
