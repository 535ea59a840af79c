package ee.qmail.text;

import java.util.HexFormat;

/**
 * Texts of strangers as people may see them: nothing in them moves, hides or turns what stands around them. What would is shown as U+FFFD. Markup is
 * not looked at.
 */
public final class Harmless {
    private static final char INSTEAD = '\uFFFD';
    private static final char LAST_OCTET = 0xFF;

    private Harmless() {}

    /** Within one line; a tab becomes a blank. */
    public static String line(String text) {
        return Characters.none(text, Harmless::isHarmful) ? text : replaced(text.replace('\t', ' '), false);
    }

    /** The same of a text of several lines, whose line feeds and tabs stay. */
    public static String lines(String text) {
        return Characters.none(text, Harmless::isHarmful) ? text : replaced(text, true);
    }

    /** The same of one line, with the code of each such character in its place, as {@code \\x1b} or {@code \\u202e}; a tab stays. */
    public static String escaped(String text) {
        if (Characters.none(text, Harmless::isHarmful)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (isHarmful(letter) && letter != '\t') {
                shown.append(letter > LAST_OCTET ? "\\u" : "\\x").append(code(letter));
            } else {
                shown.append(letter);
            }
        }
        return shown.toString();
    }

    private static String code(char letter) {
        HexFormat hex = HexFormat.of();
        return letter > LAST_OCTET ? hex.toHexDigits(letter) : hex.toHexDigits((byte) letter);
    }

    private static String replaced(String text, boolean isLong) {
        char[] letters = text.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            boolean stays = isLong && (letters[i] == '\n' || letters[i] == '\t');
            if (isHarmful(letters[i]) && !stays) {
                letters[i] = INSTEAD;
            }
        }
        return new String(letters);
    }

    /** Controls, ends of lines and paragraphs, and the marks of the bidirectional algorithm (Unicode Standard Annex 9, table 4). */
    private static boolean isHarmful(int letter) {
        return Character.isISOControl(letter)
                || letter == 0x061C
                || letter == 0x200E
                || letter == 0x200F
                || letter >= 0x2028 && letter <= 0x202E
                || letter >= 0x2066 && letter <= 0x2069;
    }
}
