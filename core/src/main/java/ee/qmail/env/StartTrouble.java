package ee.qmail.env;

import java.util.Optional;

/**
 * Why the application cannot start, for the launcher, which only hears from the application server that it was not deployed. A
 * system property, since the two see different copies of this class.
 */
public final class StartTrouble {
    private static final String PROPERTY = "qmail.start.trouble";

    private StartTrouble() {}

    /** @param why in one line, for whoever starts the server */
    public static void tell(String why) {
        System.setProperty(PROPERTY, why);
    }

    public static Optional<String> told() {
        return Optional.ofNullable(System.getProperty(PROPERTY));
    }
}
