package ee.qmail.contract;

/**
 * Something can never be stored, however often it is tried: the trouble is about the data and not about the server.
 * Whoever sent it gets a failure; nothing was stored.
 */
public class NeverStoredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what cannot be stored, and what would be right */
    public NeverStoredException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Tells whether it is behind a failure, which a container may have wrapped. */
    public static boolean isBehind(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth++ < 100; cause = cause.getCause()) {
            if (cause instanceof NeverStoredException) {
                return true;
            }
        }
        return false;
    }
}
