package ee.qmail.bench.peer;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The users that every peer has. */
public final class Population {
    public static final String DOMAIN = "bench.example";
    /** The domain that is relayed. */
    public static final String SINK = "sink.example";

    public static final String PASSWORD = "benchmark1";

    private static final int RECEIVERS = 100;
    /** Their number. */
    public static final int READERS = 50;

    private Population() {}

    /** Those who get mail by SMTP: u0, u1, ... */
    public static List<String> receivers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "u" + i).toList();
    }

    /** Those who read mail by POP3: r0, r1, ... */
    public static List<String> readers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r" + i).toList();
    }

    static List<String> receivers() {
        return receivers(RECEIVERS);
    }

    static List<String> readers() {
        return readers(READERS);
    }

    static List<String> all() {
        return Stream.concat(receivers().stream(), readers().stream()).toList();
    }

    public static String address(String user) {
        return user + "@" + DOMAIN;
    }
}
