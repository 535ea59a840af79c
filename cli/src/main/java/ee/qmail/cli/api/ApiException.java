package ee.qmail.cli.api;

/** A command could not be done; the message tells the user why. */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;
    public static final int PERMANENT = 100;
    public static final int TEMPORARY = 111;

    private final int exitCode;

    public ApiException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public ApiException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
