package ee.qmail.address;

import ee.qmail.text.Characters;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Addresses of a bean: {@code orders@example.org}, {@code orders@*}, {@code *@shop.example.org}, {@code order-*@example.org}. A
 * {@code *} stands for any text without an {@code @}. Case of letters and spelling of the domain do not matter
 * ({@link DomainLookup#canonical}).
 */
public final class AddressPattern {
    /** The one that says most comes first; of those that say as much, the first in the alphabet. */
    public static final Comparator<AddressPattern> MAX_EXACT =
            Comparator.comparingInt(AddressPattern::literals).reversed().thenComparing(AddressPattern::toString);

    private final String text;
    private final Pattern pattern;

    private AddressPattern(String text) {
        this.text = text;
        this.pattern = Pattern.compile(
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^@]*")));
    }

    /** @throws IllegalArgumentException if it is none; the message says what would be right */
    public static AddressPattern parse(String text) {
        String lower = DomainLookup.canonical(text.strip());
        int at = lower.indexOf('@');
        boolean whole = at > 0 && at == lower.lastIndexOf('@') && at < lower.length() - 1;
        boolean isDomain = whole && lower.chars().skip(at).allMatch(c -> c < 0x80);
        if (!isDomain || Characters.any(lower, c -> c <= ' ' || c == 127 || c == ',' || c == ':')) {
            throw new IllegalArgumentException(
                    "recipient '" + text
                            + "': must be an address, in which * stands for any text: orders@example.org, orders@*, *@shop.example.org");
        }
        return new AddressPattern(lower);
    }

    /** @param text several, separated by commas or blanks; at least one */
    public static List<AddressPattern> parseAll(String text) {
        return Arrays.stream(text.strip().split("[,\\s]+"))
                .map(AddressPattern::parse)
                .toList();
    }

    public boolean matches(String address) {
        return pattern.matcher(DomainLookup.canonical(address)).matches();
    }

    /** The part before the {@code @}, perhaps with a {@code *} in it. */
    public String localPart() {
        return text.substring(0, text.indexOf('@'));
    }

    /** The part behind the {@code @}, perhaps with a {@code *} in it. */
    public String domain() {
        return text.substring(text.indexOf('@') + 1);
    }

    private int literals() {
        return text.replace("*", "").length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressPattern that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
