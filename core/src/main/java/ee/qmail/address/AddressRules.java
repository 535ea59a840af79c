package ee.qmail.address;

import ee.qmail.message.Envelope;
import ee.qmail.text.Characters;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules of an address of an {@link Envelope}, the same at every door by which mail comes in: SMTP, REST, JMS,
 * Jakarta Mail, the adapter's connections, the maildrop, forwards, aliases, {@code .qmail} files and imports. An
 * address is looked at as it stands in an envelope, without brackets and quotes; what is before its last {@code @} is
 * the local part.
 *
 * <p>Nothing is wrong with a local part that RFC 5321 can write in quotes. Lengths are octets of UTF-8 (RFC 6531 3.3),
 * and not below those that RFC 5321 4.5.3.1 asks for.
 */
public final class AddressRules {
    /** RFC 5321 asks for 64 at least; VERP and SRS senders are longer. */
    public static final int MAX_LOCAL_PART = 256;

    public static final int MAX_DOMAIN = 255;

    /** Of a whole address, which only a sender of the form {@code list-@example.org-@[]} (SCH-9) can reach. */
    public static final int MAX_ADDRESS = 899;

    private static final int MAX_LABEL = 63;
    private static final int MAX_SHOWN = 100;
    /** The domain of senders that only qmail knows: {@code #@[]} (BN-1), and variable ones (SCH-9). */
    private static final String NOWHERE = "[]";

    private static final Pattern LITERAL =
            Pattern.compile("\\[(?:\\d{1,3}(?:\\.\\d{1,3}){3}|IPv6:[0-9A-F:.]{2,45})]", Pattern.CASE_INSENSITIVE);

    /**
     * A problem of an address.
     *
     * @param shown the address, cut where it is long, with {@code ?} for control characters
     * @param wanted what would be right
     */
    public record Problem(String shown, String wanted) {
        /** One line for whoever gave the address. */
        public String text() {
            return "address '" + shown + "': " + wanted;
        }
    }

    private AddressRules() {}

    /** Returns the problem of a sender. It may be empty (a bounce), or one of those that only qmail knows. */
    public static Optional<Problem> ofSender(String address) {
        return address.isEmpty() ? Optional.empty() : problem(address, true);
    }

    /** Returns the problem of a recipient. One without a domain is for {@code control/envnoathost}. */
    public static Optional<Problem> ofRecipient(String address) {
        return problem(address, false);
    }

    /** The first thing that is wrong with a sender or a recipient. */
    public static Optional<Problem> of(Envelope envelope) {
        Optional<Problem> sender = ofSender(envelope.sender());
        return sender.isPresent()
                ? sender
                : envelope.recipients().stream()
                        .flatMap(recipient -> ofRecipient(recipient).stream())
                        .findFirst();
    }

    private static Optional<Problem> problem(String address, boolean sender) {
        String wanted = wanted(address, sender);
        return wanted == null ? Optional.empty() : Optional.of(new Problem(shown(address), wanted));
    }

    /** Null if nothing is wrong. */
    private static String wanted(String address, boolean sender) {
        int at = address.lastIndexOf('@');
        String local = at < 0 ? address : address.substring(0, at);
        String domain = address.substring(at + 1);
        if (!isText(address)) {
            return "must not have control characters or half characters";
        }
        if (local.isEmpty()) {
            return "must have a name before the @, as in ana@example.org";
        }
        if (sender && at >= 0 && domain.equals(NOWHERE)) {
            return octets(address) <= MAX_ADDRESS ? null : "must have at most " + MAX_ADDRESS + " octets";
        }
        if (octets(local) > MAX_LOCAL_PART) {
            return "must have at most " + MAX_LOCAL_PART + " octets before the last @, and has " + octets(local);
        }
        return at < 0 || isDomain(domain)
                ? null
                : "must have a domain such as example.org behind the last @, letters, digits, - and _ between dots, at most "
                        + MAX_LABEL + " octets between two and " + MAX_DOMAIN + " in all, or an IP address in brackets";
    }

    /** Tells whether there is nothing in it that ends a line, or that has no form in UTF-8. */
    public static boolean isText(String text) {
        return Characters.none(text, Character::isISOControl)
                && (Characters.areAscii(text) || text.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff));
    }

    /** Tells whether mail can go there: a name, or an IP address in brackets. */
    public static boolean isDomain(String domain) {
        return domain.startsWith("[") ? LITERAL.matcher(domain).matches() : isName(domain);
    }

    private static boolean isName(String domain) {
        for (String label : domain.split("\\.", -1)) {
            if (label.isEmpty() || octets(label) > MAX_LABEL || !Characters.all(label, AddressRules::isNameCharacter)) {
                return false;
            }
        }
        return octets(domain) <= MAX_DOMAIN;
    }

    private static boolean isNameCharacter(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '_'
                || c >= 0x80;
    }

    private static int octets(String text) {
        // most are ASCII, for which there is nothing to be encoded
        boolean ascii = Characters.areAscii(text);
        return ascii ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * An address for a message or a log: in one line, without control characters, and not longer than a line should be.
     */
    public static String shown(String address) {
        String text = address.length() <= MAX_SHOWN ? address : address.substring(0, MAX_SHOWN) + "...";
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> shown.appendCodePoint(isText(Character.toString(c)) ? c : '?'));
        return shown.toString();
    }
}
