package ee.qmail.home;

import java.util.Optional;

/** Why the server or a part of it did not start, for the launcher, which an application server tells only that it did not. */
public final class StartFailure {
    /** The launcher has classes of its own: what both see is the system properties. */
    private static final String PROPERTY = "qmail.start.failure";

    private StartFailure() {}

    /**
     * The first failure that is told is the cause of all others.
     *
     * @param trouble has a message for an administrator, whose first line says what is wrong and what would be right
     */
    public static void tell(Exception trouble) {
        String reason = String.valueOf(trouble.getMessage()).lines().findFirst().orElse(trouble.toString());
        if (cause().isEmpty()) {
            System.setProperty(PROPERTY, reason);
        }
    }

    public static Optional<String> cause() {
        return Optional.ofNullable(System.getProperty(PROPERTY));
    }
}
