package ee.qmail.maildir;

/** How far {@link Maildir#deliver} looks for an earlier delivery of the same name. */
public enum Attempt {
    /** Only a file of that name in {@code new}: no directory is read. */
    FIRST,
    /** The job came again: {@code new} and {@code cur} are read, since a reader may have moved or flagged the message. */
    REPEATED
}
