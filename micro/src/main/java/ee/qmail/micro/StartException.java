package ee.qmail.micro;

import java.util.List;

/** The server cannot start; the message says why and what to do, and is all the user sees. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param reasons each is told in a line of its own */
    StartException(List<String> reasons) {
        super(String.join("\n", reasons));
    }
}
