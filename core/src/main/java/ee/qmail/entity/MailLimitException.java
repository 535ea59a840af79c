package ee.qmail.entity;

/** A mail has more of something than {@link MailLimits} allows; the message says of what, and how much may be. */
public final class MailLimitException extends Exception {
    private static final long serialVersionUID = 1L;

    MailLimitException(String what) {
        super("the mail has " + what);
    }
}
