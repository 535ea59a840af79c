package ee.qmail.micro;

/** The server cannot start; the message says why and what to do, and is all the user sees. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
