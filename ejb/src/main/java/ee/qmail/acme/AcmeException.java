package ee.qmail.acme;

import java.io.IOException;
import java.time.Duration;

/** A certificate could not be had; the message says why, and holds no secret. */
final class AcmeException extends IOException {
    private static final long serialVersionUID = 1;

    private final String type;
    private final Duration retryAfter;

    AcmeException(String message) {
        this("", message, Duration.ZERO);
    }

    AcmeException(String message, Throwable cause) {
        super(message, cause);
        this.type = "";
        this.retryAfter = Duration.ZERO;
    }

    /**
     * @param type of the authority's problem document without its prefix, such as {@code badNonce} (RFC 8555 6.7); empty for others
     * @param retryAfter before which the authority wants to hear nothing more; zero if it did not say
     */
    AcmeException(String type, String message, Duration retryAfter) {
        super(message);
        this.type = type;
        this.retryAfter = retryAfter;
    }

    boolean isOfType(String wanted) {
        return type.equals(wanted);
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
