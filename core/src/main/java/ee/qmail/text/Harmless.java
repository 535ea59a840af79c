package ee.qmail.text;

/**
 * Texts of strangers, to be shown beside our own: what would turn the direction of letters, or do something else than be read, is shown as U+FFFD. Markup
 * is not looked at.
 */
public final class Harmless {
    private static final char SHOWN = '\uFFFD';

    private Harmless() {}

    /** In one line. */
    public static String line(String text) {
        return Characters.none(text, Harmless::isHarmful) ? text : replaced(text, false);
    }

    /** The same with the line feeds that it has. */
    public static String lines(String text) {
        return Characters.none(text, Harmless::isHarmful) ? text : replaced(text, true);
    }

    private static String replaced(String text, boolean keepsLines) {
        char[] letters = text.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            if (letters[i] == '\t') {
                letters[i] = ' ';
            } else if (isHarmful(letters[i]) && !(keepsLines && letters[i] == '\n')) {
                letters[i] = SHOWN;
            }
        }
        return new String(letters);
    }

    /** Controls, and the marks of the bidirectional algorithm (Unicode Standard Annex 9, table 4) and of lines. */
    private static boolean isHarmful(int letter) {
        return Character.isISOControl(letter)
                || letter == 0x061C
                || letter == 0x200E
                || letter == 0x200F
                || letter >= 0x2028 && letter <= 0x202E
                || letter >= 0x2066 && letter <= 0x2069;
    }
}
