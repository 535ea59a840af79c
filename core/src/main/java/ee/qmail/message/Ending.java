package ee.qmail.message;

/** Why a recipient has failed although another attempt might have helped: the sentence comes last in the report. */
public enum Ending {
    /** SCH-3. */
    TOO_LONG("I'm not going to try again; this message has been in the queue too long."),
    BY_HAND("I'm not going to try again; an administrator has given this message up."),
    DELETED("I'm not going to try again; an administrator has deleted this message, and nobody is told."),
    /** The envelope has what a row cannot hold. */
    UNFIT(
            "It cannot be tried again: an address has more than 1024 characters, a domain more than 255, or one of them a NUL.",
            "5.3.0"),
    NOT_KEPT("It cannot be tried again: the database cannot keep it.", "5.3.0");

    private final String sentence;
    private final EnhancedStatus status;

    Ending(String sentence) {
        this.sentence = sentence;
        this.status = null;
    }

    Ending(String sentence, String status) {
        this.sentence = sentence;
        this.status = EnhancedStatus.of(status);
    }

    /** Null if it leaves the status of the last attempt as it is. */
    EnhancedStatus status() {
        return status;
    }

    /** The last line of the report. */
    public String line() {
        return status == null ? sentence : sentence + " (#" + status + ")";
    }
}
