package ee.qmail.queue;

/** The names of the queues and of the events topic, as in INTERNALS.md. */
public final class Queues {
    public static final String LOCAL = "qmail.local";
    public static final String REMOTE = "qmail.remote";
    public static final String INJECT = "qmail.inject";
    public static final String DEAD = "qmail.dead";
    public static final String EVENTS = "qmail.events";

    private Queues() {}

    public static String of(Channel channel) {
        return channel == Channel.LOCAL ? LOCAL : REMOTE;
    }
}
