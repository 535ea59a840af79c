package ee.qmail.contract;

import ee.qmail.message.Channel;
import java.util.List;
import java.util.Set;

/** The names of the queues and of the events topic, as in INTERNALS.md. */
public final class Queues {
    public static final String LOCAL = "qmail.local";
    public static final String REMOTE = "qmail.remote";
    public static final String INJECT = "qmail.inject";
    public static final String DEAD = "qmail.dead";
    public static final String EVENTS = "qmail.events";

    /** Workers of {@link #LOCAL}: no more jobs of it are tried at a time, whatever {@code concurrencylocal} says. */
    public static final int LOCAL_WORKERS = 16;

    /** Those that the beans of this server consume. */
    public static final Set<String> CONSUMED = Set.of(LOCAL, REMOTE, INJECT);

    /** Those that the broker has from the start. */
    public static final List<String> OWN = List.of(LOCAL, REMOTE, INJECT, DEAD);

    private Queues() {}

    public static String of(Channel channel) {
        return channel == Channel.LOCAL ? LOCAL : REMOTE;
    }
}
