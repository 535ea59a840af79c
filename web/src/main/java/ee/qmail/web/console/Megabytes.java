package ee.qmail.web.console;

/** A number of octets that is typed in megabytes; nothing for none. */
final class Megabytes {
    private static final long ONE = 1_000_000;

    private Megabytes() {}

    /** Rounded up; one set elsewhere may have been given to the octet. @param octets null: none */
    static String text(Long octets) {
        return octets == null ? "" : Long.toString((octets + ONE - 1) / ONE);
    }

    static boolean isOne(String typed) {
        return typed.matches("|0*[1-9][0-9]{0,8}");
    }

    /** Null for none. */
    static Long octets(String typed) {
        return typed.isEmpty() ? null : (Long) (Long.parseLong(typed) * ONE);
    }
}
