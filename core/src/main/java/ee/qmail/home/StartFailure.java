package ee.qmail.home;

import java.util.Optional;

/** Why the application did not start, for the launcher, which an application server tells only that it did not. */
public final class StartFailure {
    /** The launcher has classes of its own: what both see is the system properties. */
    private static final String PROPERTY = "qmail.start.failure";

    private StartFailure() {}

    /** @param reason for an administrator: what is wrong, and what would be right */
    public static void tell(String reason) {
        System.setProperty(PROPERTY, reason);
    }

    public static Optional<String> told() {
        return Optional.ofNullable(System.getProperty(PROPERTY));
    }
}
