package ee.qmail.revision;

/** A change was not made, since what it was to change is not what its maker saw. The message names it. */
public final class ChangedMeanwhileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChangedMeanwhileException(String message) {
        super(message);
    }
}
