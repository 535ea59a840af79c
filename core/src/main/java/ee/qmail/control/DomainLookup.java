package ee.qmail.control;

import java.util.List;
import java.util.stream.IntStream;

/** How qmail takes addresses apart to look them up: ASCII case is ignored (CTL-6), the domain starts at the last @. */
public final class DomainLookup {
    private DomainLookup() {}

    /** The text with A to Z made small; other letters stay as they are. */
    public static String lower(String text) {
        if (text.chars().noneMatch(c -> c >= 'A' && c <= 'Z')) {
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

    /** The domain in lower case; empty if there is no {@code @}. */
    public static String domainOf(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? "" : lower(address.substring(at + 1));
    }

    /** The domain itself, then each of its suffixes that starts at a dot, longest first. */
    static List<String> probes(String domain) {
        return IntStream.range(0, domain.length())
                .filter(i -> i == 0 || domain.charAt(i) == '.')
                .mapToObj(domain::substring)
                .toList();
    }
}
