package ee.qmail.control;

/** The ways in which a control file is read (CTL-1). */
public enum Shape {
    /** Only the first line counts. */
    LINE,
    /** The digits at the start of the first line. */
    INT,
    /** One entry to a line; empty lines and lines that start with {@code #} are skipped. */
    LIST,
    /** A list of {@code key:value}; the key ends at the first colon (CTL-6). */
    MAP
}
