package ee.qmail.api;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The wishes of the sender of a mail about delivery status notifications, in the words of RFC 3461 section 4; the same for all its recipients:
 *
 * <pre>{@code
 * Dsn.NONE.withNotify("SUCCESS,FAILURE").withRet("HDRS").withEnvid("order/17")
 * }</pre>
 *
 * Nobody is told but a sender of the envelope with an address. Immutable.
 *
 * @param conditions NOTIFY: {@code NEVER}, or some of {@code SUCCESS,FAILURE,DELAY} in this order; null: failures are told
 * @param ret RET: {@code FULL} or {@code HDRS}, whether the mail comes back with a failure or its header; null: the mail does
 * @param envid ENVID: the sender's own name for the mail, in each notification as {@link DeliveryStatus#envelopeId()}; 1 to 100 printable characters of ASCII, as
 *     they are, not in xtext; null: none
 */
public record Dsn(String conditions, String ret, String envid) {
    /** No wishes: a bounce for what fails, with the whole mail. */
    public static final Dsn NONE = new Dsn(null, null, null);

    private static final int LONGEST_ENVID = 100;
    private static final int MAX_SHOWN = 100;

    private enum Condition {
        SUCCESS,
        FAILURE,
        DELAY
    }

    /**
     * Takes upper and lower case, and the conditions in any order.
     *
     * @param conditions null: nothing is said
     * @param ret null: nothing is said
     * @param envid null: there is none
     * @throws IllegalArgumentException if one of them makes no sense; the message names it and says what would be right
     */
    public Dsn {
        conditions = conditions == null ? null : notify(conditions);
        ret = ret == null ? null : ret(ret);
        if (envid != null && !isName(envid)) {
            throw wrong("ENVID", envid, "must be 1 to " + LONGEST_ENVID + " printable characters of ASCII");
        }
    }

    private static String notify(String given) {
        String upper = given.toUpperCase(Locale.ROOT);
        if (upper.equals("NEVER")) {
            return upper;
        }
        Set<Condition> wanted = EnumSet.noneOf(Condition.class);
        for (String word : upper.split(",", Condition.values().length + 1)) {
            try {
                wanted.add(Condition.valueOf(word));
            } catch (IllegalArgumentException unknown) {
                throw wrong("NOTIFY", given, "must be NEVER, or some of SUCCESS,FAILURE,DELAY with commas alone");
            }
        }
        return wanted.stream().map(Enum::name).collect(Collectors.joining(","));
    }

    private static String ret(String given) {
        String upper = given.toUpperCase(Locale.ROOT);
        if (!upper.equals("FULL") && !upper.equals("HDRS")) {
            throw wrong("RET", given, "must be FULL for the whole mail, or HDRS for its header");
        }
        return upper;
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_ENVID && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static IllegalArgumentException wrong(String name, String value, String wanted) {
        String cut = value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) + "..." : value;
        return new IllegalArgumentException(name + " '" + cut.replaceAll("[^ -~]", "?") + "': " + wanted);
    }

    /**
     * The same, and the sender is told in these cases.
     *
     * @param wanted such as {@code SUCCESS,FAILURE}, or {@code NEVER}; null: nothing is said
     * @return other wishes
     * @throws IllegalArgumentException if it makes no sense
     */
    public Dsn withNotify(String wanted) {
        return new Dsn(wanted, ret, envid);
    }

    /**
     * The same, and that much of the mail comes back with a failure.
     *
     * @param wanted {@code FULL} or {@code HDRS}; null: nothing is said
     * @return other wishes
     * @throws IllegalArgumentException if it makes no sense
     */
    public Dsn withRet(String wanted) {
        return new Dsn(conditions, wanted, envid);
    }

    /**
     * The same, and the mail has this name in notifications.
     *
     * @param name 1 to 100 printable characters of ASCII; null: none
     * @return other wishes
     * @throws IllegalArgumentException if it has others
     */
    public Dsn withEnvid(String name) {
        return new Dsn(conditions, ret, name);
    }
}
