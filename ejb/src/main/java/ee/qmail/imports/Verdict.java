package ee.qmail.imports;

import java.util.Locale;

/** What becomes of a line. */
public enum Verdict {
    CREATED,
    CHANGED,
    /** The address is there, as the line has it. */
    UNCHANGED,
    /** The address is there, and is left as it is. */
    SKIPPED,
    FAULT;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
