package ee.qmail.inject;

/** What an application sent cannot become mail; the message says what would be right. */
class InjectionException extends Exception {
    private static final long serialVersionUID = 1L;

    InjectionException(String message) {
        super(message);
    }

    InjectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
