package ee.qmail.tls;

/** A file of certificates or keys that cannot be used. Its message says what is wrong and what would be right. */
final class WrongPemException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongPemException(String message) {
        super(message);
    }

    WrongPemException(String message, Throwable cause) {
        super(message, cause);
    }
}
