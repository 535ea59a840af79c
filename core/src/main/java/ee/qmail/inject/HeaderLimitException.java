package ee.qmail.inject;

/** A header that has more of something than is taken apart; the message tells of what, and how much may be. */
public final class HeaderLimitException extends HeaderException {
    private static final long serialVersionUID = 1L;

    HeaderLimitException(String message) {
        super(message);
    }
}
