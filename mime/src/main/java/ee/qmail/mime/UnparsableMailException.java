package ee.qmail.mime;

/** A mail that cannot be taken apart; the message says why. */
public final class UnparsableMailException extends Exception {
    private static final long serialVersionUID = 1L;

    UnparsableMailException(String reason, Throwable cause) {
        super("the mail cannot be taken apart: " + reason, cause);
    }
}
