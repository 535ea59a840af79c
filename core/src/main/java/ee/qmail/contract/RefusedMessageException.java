package ee.qmail.contract;

import java.util.Optional;

/**
 * A JMS message can never be worked on, however often it comes. Thrown by a bean that consumes a queue of the broker in this process, which
 * moves the message to {@code qmail.dead} as it is, body and properties, with the reason in property {@value #REASON}.
 */
public class RefusedMessageException extends RuntimeException {
    /** Name of the property with the reason. */
    public static final String REASON = "qmail_reason";

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 1_000;
    private static final int DEEPEST = 100;

    /** @param reason what is wrong and what would be right; what is beyond 1,000 characters is cut off */
    public RefusedMessageException(String reason) {
        super(cut(reason));
    }

    public static String cut(String reason) {
        return reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason;
    }

    /** The one behind a failure, which a container may have wrapped. */
    public static Optional<RefusedMessageException> behind(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof RefusedMessageException refused) {
                return Optional.of(refused);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
