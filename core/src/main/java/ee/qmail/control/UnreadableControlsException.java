package ee.qmail.control;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A control file is there and cannot be read, so that a server cannot start with it (CTL-5). */
public final class UnreadableControlsException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    UnreadableControlsException(String trouble, IOException cause) {
        super("cannot start: unable to read controls: " + trouble, cause);
        this.reason = "unable to read controls: " + trouble;
    }

    /** The message without saying that the server cannot start. */
    public String reason() {
        return reason;
    }
}
