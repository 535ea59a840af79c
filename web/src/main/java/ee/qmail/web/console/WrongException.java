package ee.qmail.web.console;

/** A condition in the address of a page cannot be used. */
final class WrongException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String value;

    WrongException(String key, String value) {
        super(key);
        this.key = key;
        this.value = value;
    }

    /** Of the sentence about it, whose argument is {@link #value()}. */
    String key() {
        return key;
    }

    String value() {
        return value;
    }
}
