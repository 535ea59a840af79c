package ee.qmail.text;

import java.util.Collection;
import java.util.Comparator;

/** Of names that are known, the one that was most likely meant by one that is not. */
public final class Nearest {
    private Nearest() {}

    /**
     * The name that is made of the given one by the fewest changes: a character more, less or another, or two beside each other that are exchanged. Of several
     * the one that begins like it for longest, then the first.
     *
     * @param given some hundred characters at most, since the time is the product of both lengths
     * @param known at least one
     */
    public static String to(String given, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(name -> changes(given, name))
                        .thenComparingInt(name -> -commonBeginning(given, name)))
                .orElseThrow();
    }

    private static int commonBeginning(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length()) && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }

    /** Row by row, of which each says what the beginning of the one costs against all beginnings of the other. */
    static int changes(String one, String other) {
        int[] beforeLast = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int another = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(another, 1 + Math.min(last[j], row[j - 1]));
                if (areExchanged(one, i, other, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[other.length()];
    }

    private static boolean areExchanged(String one, int i, String other, int j) {
        return i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
    }
}
