package ee.qmail.text;

import java.util.function.IntPredicate;

/**
 * Asks about each character of a text. In a loop: addresses are looked at some fifty times while a message goes through,
 * and a stream of characters took 7 % of all that this server did for it.
 */
public final class Characters {
    private Characters() {}

    /** True for an empty text. */
    public static boolean all(String text, IntPredicate wanted) {
        for (int i = 0; i < text.length(); i++) {
            if (!wanted.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    public static boolean any(String text, IntPredicate wanted) {
        return !none(text, wanted);
    }

    public static boolean none(String text, IntPredicate unwanted) {
        for (int i = 0; i < text.length(); i++) {
            if (unwanted.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    public static boolean areAscii(String text) {
        return all(text, c -> c < 0x80);
    }
}
