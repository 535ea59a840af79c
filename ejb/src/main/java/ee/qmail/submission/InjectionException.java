package ee.qmail.submission;

/** A message of an application that cannot become mail; the text says what would be right. */
class InjectionException extends Exception {
    private static final long serialVersionUID = 1L;

    InjectionException(String message) {
        super(message);
    }

    InjectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
