package ee.qmail.address;

import ee.qmail.text.Characters;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The one spelling of a domain, in which it is kept, compared and asked for: small letters, labels of other scripts as
 * A-labels ({@code xn--}, RFC 5890 2.3.2.4), no dot of the root at its end. For letters that IDNA2003 would replace, as
 * ß by ss, IDNA2008 holds: they stay (RFC 5894 7.2), since the domain with ss may be somebody else's. What is plain
 * ASCII costs one look at each character.
 */
public final class DomainName {
    private static final String PREFIX = "xn--";
    /** Octets of a name and of a label (RFC 1035 2.3.4). */
    private static final int LONGEST = 253;

    private static final int LONGEST_LABEL = 63;
    /** The full stops that are taken for a dot (RFC 3490 3.1), since that is what people type. */
    private static final String DOTS = ".\u3002\uFF0E\uFF61";

    private DomainName() {}

    /**
     * The spelling in which it is looked up. It may begin with a dot or have a {@code *} among its labels, as in lists.
     * What cannot be a domain stays as it is, but for the case of ASCII letters, and so is the same as no other.
     */
    public static String canonical(String domain) {
        return isPlain(domain) ? domain : spelled(withoutRoot(domain), true);
    }

    /**
     * The same, except that the case of letters of a name that is ASCII stays: for names that people and servers are
     * shown.
     */
    public static String ascii(String domain) {
        return isPlain(domain) ? domain : spelled(withoutRoot(domain), false);
    }

    private static String spelled(String name, boolean small) {
        if (Characters.areAscii(name)) {
            return small ? lower(name) : name;
        }
        return encoded(name).orElseGet(() -> lower(name));
    }

    /** Tells whether the spelling of {@link #canonical} is that of a host or a domain. */
    public static boolean isName(String canonical) {
        if (canonical.isEmpty() || canonical.length() > LONGEST) {
            return false;
        }
        for (String label : canonical.split("\\.", -1)) {
            if (label.isEmpty()
                    || label.length() > LONGEST_LABEL
                    || !Characters.all(label, c -> c < 0x80 && (isAsciiLetterOrDigit(c) || c == '-' || c == '_'))) {
                return false;
            }
        }
        return true;
    }

    /** The letters that the A-labels stand for; other labels stay as they are. */
    public static String forPeople(String domain) {
        if (!domain.contains(PREFIX)) {
            return domain;
        }
        List<String> labels = new ArrayList<>();
        for (String label : domain.split("\\.", -1)) {
            labels.add(label.startsWith(PREFIX) ? decoded(label) : label);
        }
        return String.join(".", labels);
    }

    /** Only what comes out the same on the way back is shown. */
    private static String decoded(String label) {
        return Punycode.decode(label.substring(PREFIX.length()))
                .filter(text -> label.equals(canonical(text)))
                .orElse(label);
    }

    /** Empty if one of its labels cannot be written so. */
    private static Optional<String> encoded(String domain) {
        if (domain.length() > LONGEST) {
            return Optional.empty();
        }
        String mapped =
                Normalizer.normalize(small(domain), Normalizer.Form.NFKC).replace('\u3002', '.');
        if (dots(mapped) != dots(domain)) {
            return Optional.empty(); // one of its letters has turned into several characters, dots among them
        }
        List<String> labels = new ArrayList<>();
        for (String label : mapped.split("\\.", -1)) {
            String encoded = label(label);
            if (encoded == null) {
                return Optional.empty();
            }
            labels.add(encoded);
        }
        return Optional.of(String.join(".", labels));
    }

    private static long dots(String text) {
        return text.chars().filter(c -> DOTS.indexOf(c) >= 0).count();
    }

    /** @return null if it cannot be one */
    private static String label(String label) {
        if (Characters.areAscii(label)) {
            boolean usual = Characters.all(label, c -> isAsciiLetterOrDigit(c) || "-_*".indexOf(c) >= 0);
            return usual ? label : null;
        }
        if (!label.codePoints().allMatch(DomainName::isLetter)) {
            return null;
        }
        return Punycode.encode(label)
                .map(PREFIX::concat)
                .filter(encoded -> encoded.length() <= LONGEST_LABEL)
                .orElse(null);
    }

    private static boolean isLetter(int point) {
        return Character.isLetterOrDigit(point)
                || point == '-'
                || switch (Character.getType(point)) {
                    case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
                    default -> false;
                };
    }

    /**
     * Each letter for itself: a capital sigma at the end of a word is no other letter in a name, and the dot on İ
     * stays.
     */
    private static String small(String text) {
        StringBuilder small = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFKC)
                .codePoints()
                .forEach(point -> small.append(Character.toString(point).toLowerCase(Locale.ROOT)));
        return small.toString();
    }

    /**
     * Tells whether a domain, or an address, is one that nothing has to be changed in: ASCII without capitals and
     * without a dot at its end.
     */
    public static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z' || c >= 0x80) {
                return false;
            }
        }
        return !text.endsWith(".");
    }

    private static String withoutRoot(String domain) {
        return domain.length() > 1 && domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    }

    private static boolean isAsciiLetterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return lower.toString();
    }
}
