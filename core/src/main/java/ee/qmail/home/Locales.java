package ee.qmail.home;

import java.util.Optional;

/** Tells which names files can have: a JVM learns that from the locale when it starts, and cannot change it. */
public final class Locales {
    private Locales() {}

    /** Returns the trouble and its remedy, in one line; empty if every name can be that of a file. */
    public static Optional<String> trouble() {
        return trouble(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    static Optional<String> trouble(String encoding) {
        return encoding.equalsIgnoreCase("UTF-8")
                ? Optional.empty()
                : Optional.of(
                        "the locale allows names of files in " + encoding
                                + " only, so a home or an address with other letters in it has none: start it with LC_ALL=C.UTF-8");
    }
}
