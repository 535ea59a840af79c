package ee.qmail.queue;

import java.util.Set;

/** The names of the queues and of the events topic, as in INTERNALS.md. */
public final class Queues {
    public static final String LOCAL = "qmail.local";
    public static final String REMOTE = "qmail.remote";
    public static final String INJECT = "qmail.inject";
    public static final String DEAD = "qmail.dead";
    public static final String EVENTS = "qmail.events";

    private static final Set<String> OWN = Set.of(LOCAL, REMOTE, INJECT, DEAD);

    private Queues() {}

    /** Whether the broker has this queue from the start. */
    static boolean isOwn(String queue) {
        return OWN.contains(queue);
    }

    public static String of(Channel channel) {
        return channel == Channel.LOCAL ? LOCAL : REMOTE;
    }
}
