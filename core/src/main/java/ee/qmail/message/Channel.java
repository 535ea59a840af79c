package ee.qmail.message;

import java.util.Locale;

/** The program that delivers: qmail-local or qmail-remote. */
public enum Channel {
    LOCAL,
    REMOTE;

    /** As in the log: {@code local} or {@code remote}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
