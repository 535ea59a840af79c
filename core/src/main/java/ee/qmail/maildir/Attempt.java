package ee.qmail.maildir;

/** The places in which {@link Maildir#deliver} looks for an earlier delivery of the same name. */
public enum Attempt {
    /** Not at all: only a file in {@code new} with the same name and the same octets is one. */
    FIRST,
    /**
     * The job came again: {@code new} and {@code cur} are read, since a reader may have moved or flagged the message.
     */
    REPEATED
}
