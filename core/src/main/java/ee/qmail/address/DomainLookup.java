package ee.qmail.address;

import ee.qmail.text.Characters;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes addresses apart as qmail does for look-ups: ASCII case is ignored (CTL-6), the domain starts at the last @. A
 * domain has one spelling, see {@link DomainName}.
 */
public final class DomainLookup {
    private DomainLookup() {}

    /** The text with A to Z made small; other letters stay as they are. */
    public static String lower(String text) {
        if (Characters.none(text, c -> c >= 'A' && c <= 'Z')) {
            return text;
        }
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] += 'a' - 'A';
            }
        }
        return new String(chars);
    }

    /** The domain in its one spelling; empty if there is no {@code @}. */
    public static String domainOf(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? "" : DomainName.canonical(address.substring(at + 1));
    }

    /** An address or a domain as it is compared: small letters, the domain in its one spelling. */
    public static String canonical(String addressOrDomain) {
        if (DomainName.isPlain(addressOrDomain)) {
            return addressOrDomain;
        }
        int at = addressOrDomain.lastIndexOf('@');
        return at < 0
                ? DomainName.canonical(addressOrDomain)
                : lower(addressOrDomain.substring(0, at + 1)) + DomainName.canonical(addressOrDomain.substring(at + 1));
    }

    /**
     * The address with its domain spelled in ASCII; one that is so is not changed, not even in the case of its letters.
     */
    public static String ascii(String address) {
        if (DomainName.isPlain(address)) {
            return address;
        }
        int at = address.lastIndexOf('@');
        String domain = address.substring(at + 1);
        String ascii = at < 0 ? domain : DomainName.ascii(domain);
        return ascii.equals(domain) ? address : address.substring(0, at + 1) + ascii;
    }

    /** The first key of a table that is the domain itself, or else a suffix of it that starts at a dot, longest first. */
    public static Optional<String> find(String domain, Predicate<String> isKey) {
        for (int at = domain.isEmpty() ? -1 : 0; at >= 0; at = domain.indexOf('.', at + 1)) {
            String probe = domain.substring(at);
            if (isKey.test(probe)) {
                return Optional.of(probe);
            }
        }
        return Optional.empty();
    }
}
