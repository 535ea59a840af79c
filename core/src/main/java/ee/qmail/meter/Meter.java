package ee.qmail.meter;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts events of one kind since the start of this process, by their labels. Counting takes some nanoseconds and never waits. Values of labels are
 * words of this server, never of a client: each combination is kept. Safe for use by several threads.
 */
public enum Meter {
    CONNECTIONS("Connections of clients", "door", "admitted"),
    SESSIONS("Connections that have ended, by the version of TLS, or clear", "door", "tls"),
    RECIPIENTS("Recipients that clients of SMTP have named, by the decision about each", "door", "verdict"),
    MESSAGES("Messages that clients of SMTP have sent, by the reply to the last octet", "door", "reply"),
    QUEUED("Messages that came into the queue, bounces and those of applications too"),
    DELIVERIES("Attempts of delivery to one recipient", "channel", "outcome"),
    BOUNCES("Bounces that came into the queue"),
    LOGINS("Log-ins, by the answer", "door", "answer");

    /** What has more combinations of labels than this has a label that it should not have. */
    private static final int MOST = 500;

    private static final List<String> OTHERS = List.of();

    private final String help;
    private final List<String> labels;
    private final Map<List<String>, LongAdder> counters = new ConcurrentHashMap<>();

    Meter(String help, String... labels) {
        this.help = help;
        this.labels = List.of(labels);
    }

    /** What is counted, in a few words. */
    public String help() {
        return help;
    }

    /** Their names, in the order of the values. */
    public List<String> labels() {
        return labels;
    }

    /** @param values one for each label */
    public void count(String... values) {
        counter(Arrays.asList(values)).increment();
    }

    private LongAdder counter(List<String> values) {
        LongAdder known = counters.get(values);
        if (known != null) {
            return known;
        }
        if (values.size() != labels.size()) {
            throw new IllegalArgumentException(this + ": must have a value for each of " + labels + ", not " + values);
        }
        boolean isRoom = counters.size() < MOST;
        return counters.computeIfAbsent(isRoom ? List.copyOf(values) : others(), it -> new LongAdder());
    }

    private List<String> others() {
        return labels.isEmpty() ? OTHERS : Collections.nCopies(labels.size(), "other");
    }

    /** The counters by the values of their labels. They go on counting. */
    public Map<List<String>, LongAdder> counters() {
        return Collections.unmodifiableMap(counters);
    }
}
