package ee.qmail.test;

import ee.qmail.api.MailRejectedException;
import ee.qmail.rar.application.ParsedBeanMail;

/**
 * The answer of a bean to a mail, by the way in which its method ended. A transaction that the bean rolls back without an
 * exception, or that fails when it commits, is not seen here.
 *
 * @param kind what becomes of the mail
 * @param status of RFC 3463 that the sender's programs read, such as {@code 5.7.1}; empty unless it was rejected
 * @param text that the sender reads in the bounce, such as {@code there is no such order (#5.7.1)}; empty unless it was
 *     rejected
 * @param cause the exception of the bean; null if it was delivered
 */
public record BeanAnswer(Kind kind, String status, String text, Exception cause) {
    /** The three things that can become of a mail. */
    public enum Kind {
        /** The method returned. */
        DELIVERED,
        /** The bean threw {@link MailRejectedException}: the sender is told, and the mail does not come again. */
        REJECTED,
        /** The bean threw another exception: the mail comes again. */
        DEFERRED
    }

    static BeanAnswer delivered() {
        return new BeanAnswer(Kind.DELIVERED, "", "", null);
    }

    static BeanAnswer rejected(String recipient, MailRejectedException reason) {
        return new BeanAnswer(
                Kind.REJECTED,
                reason.status(),
                ParsedBeanMail.rejected(recipient, reason).text(),
                reason);
    }

    static BeanAnswer deferred(RuntimeException trouble) {
        return new BeanAnswer(Kind.DEFERRED, "", "", trouble);
    }

    /**
     * Tells whether the mail counts as delivered.
     *
     * @return true if the method returned
     */
    public boolean isDelivered() {
        return kind == Kind.DELIVERED;
    }

    /**
     * Tells whether the mail goes back to its sender.
     *
     * @return true if the bean rejected it
     */
    public boolean isRejected() {
        return kind == Kind.REJECTED;
    }

    /**
     * Tells whether the mail comes again.
     *
     * @return true if the bean failed
     */
    public boolean isDeferred() {
        return kind == Kind.DEFERRED;
    }
}
