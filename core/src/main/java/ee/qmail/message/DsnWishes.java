package ee.qmail.message;

import ee.qmail.text.Characters;
import ee.qmail.text.Xtext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The wishes of a program or an application about notifications of a whole message: NOTIFY of all its recipients, RET and ENVID (RFC 3461 4). Immutable.
 *
 * @param conditions as {@link Notify#conditions()}; null if nothing was said
 * @param ret {@code FULL} or {@code HDRS}; null if nothing was said
 * @param envid as the sender has it, not in xtext; null if nothing was said
 */
public record DsnWishes(String conditions, String ret, String envid) {
    /** Nothing was said. */
    public static final DsnWishes NONE = new DsnWishes(null, null, null);

    /** Characters of the longest name of a message (RFC 3461 5.4). */
    private static final int LONGEST_ENVID = 100;

    private static final int MAX_SHOWN = 100;

    /**
     * The same with the cases of which the sender wants to be told.
     *
     * @param name of the input, for the text of the exception
     * @param value {@code NEVER}, or a list such as {@code SUCCESS,FAILURE}, in letters of either case; null: nothing is said
     * @throws IllegalArgumentException that names the input and says what would be right
     */
    public DsnWishes withNotify(String name, String value) {
        String wanted = value == null
                ? null
                : Notify.conditions(value)
                        .orElseThrow(() -> wrong(
                                name, value, "must be NEVER, or some of SUCCESS,FAILURE,DELAY with commas alone"));
        return new DsnWishes(wanted, ret, envid);
    }

    /**
     * The same with the part of the message that comes back with a failure.
     *
     * @param value {@code FULL} or {@code HDRS}, in letters of either case; null: nothing is said
     * @throws IllegalArgumentException that names the input and says what would be right
     */
    public DsnWishes withRet(String name, String value) {
        String upper = value == null ? null : value.toUpperCase(Locale.ROOT);
        if (upper != null && !isRet(upper)) {
            throw wrong(name, value, "must be FULL for the whole message, or HDRS for its header");
        }
        return new DsnWishes(conditions, upper, envid);
    }

    /**
     * The same with the sender's own name for the message.
     *
     * @param value as it comes back, not in xtext; null: there is none
     * @throws IllegalArgumentException that names the input and says what would be right
     */
    public DsnWishes withEnvid(String name, String value) {
        if (value != null && !isName(value)) {
            throw wrong(name, value, "must be 1 to " + LONGEST_ENVID + " printable characters of ASCII");
        }
        return new DsnWishes(conditions, ret, value);
    }

    private static IllegalArgumentException wrong(String name, String value, String wanted) {
        String cut = value.length() > MAX_SHOWN ? value.substring(0, MAX_SHOWN) + "..." : value;
        return new IllegalArgumentException(name + " '" + cut.replaceAll("[^ -~]", "?") + "': " + wanted);
    }

    /** Tells whether a text is a value of RET. */
    public static boolean isRet(String text) {
        return text.equals("FULL") || text.equals("HDRS");
    }

    /** Tells whether a text in xtext is a value of ENVID that is kept. */
    public static boolean isEnvid(String xtext) {
        return xtext.length() <= 3 * LONGEST_ENVID && Xtext.isXtext(xtext) && isName(Xtext.decode(xtext));
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_ENVID && !Characters.any(text, c -> c < ' ' || c > '~');
    }

    /** The envelope with these wishes about each of its recipients. */
    public Envelope of(Envelope envelope) {
        Attributes attributes = envelope.attributes();
        if (ret != null) {
            attributes = attributes.with(Attribute.RET, ret);
        }
        if (envid != null) {
            attributes = attributes.with(Attribute.ENVID, Xtext.encode(envid));
        }
        if (conditions == null) {
            return envelope.with(attributes);
        }
        Map<String, Notify> notifies = new HashMap<>();
        Notify notify = new Notify(conditions, null);
        envelope.recipients().forEach(recipient -> notifies.put(recipient, notify));
        return envelope.with(attributes).notifying(notifies);
    }
}
