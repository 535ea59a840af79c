package ee.qmail.inject;

/** A field that cannot be understood; the message tells which, and what would be right. */
public class HeaderException extends Exception {
    private static final long serialVersionUID = 1L;

    public HeaderException(String message) {
        super(message);
    }
}
