package ee.qmail.guard;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * One thing that a {@link LoginGuard} remembers, as it is kept for the next process.
 *
 * @param network null of a {@link Kind#NAME}
 * @param name null of a {@link Kind#NETWORK}
 * @param count of wrong passwords; 0 of {@link Kind#RIGHT}
 * @param ageMillis since the last one
 */
record Kept(Kind kind, String network, String name, int count, long ageMillis) {
    private static final int FIELDS = 5;
    private static final String NONE = "-";

    enum Kind {
        /** Wrong for a name from a network. */
        CLIENT,
        NETWORK,
        NAME,
        /** When the network was last right for the name. */
        RIGHT
    }

    String line() {
        return kind + " " + count + " " + ageMillis + " " + word(network) + " " + word(name);
    }

    private static String word(String text) {
        return text == null ? NONE : "=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if it is none */
    static Kept parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("must have " + FIELDS + " fields");
        }
        Kept kept = new Kept(
                Kind.valueOf(fields[0]),
                text(fields[3]),
                text(fields[4]),
                Integer.parseInt(fields[1]),
                Long.parseLong(fields[2]));
        boolean whole = (kept.network == null) == (kept.kind == Kind.NAME)
                && (kept.name == null) == (kept.kind == Kind.NETWORK)
                && kept.count >= 0
                && kept.ageMillis >= 0;
        if (!whole) {
            throw new IllegalArgumentException("must be of its kind");
        }
        return kept;
    }

    private static String text(String word) {
        if (word.equals(NONE)) {
            return null;
        }
        if (!word.startsWith("=")) {
            throw new IllegalArgumentException("a text must begin with =");
        }
        return URLDecoder.decode(word.substring(1), StandardCharsets.UTF_8);
    }
}
