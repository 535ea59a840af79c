package ee.qmail.text;

/** Texts of strangers as people may see them: nothing in them moves, hides or turns what stands around them. */
public final class Harmless {
    private static final char INSTEAD = '\uFFFD';

    private Harmless() {}

    /** Within one line: each control character and each mark that turns the direction of writing becomes U+FFFD. */
    public static String line(String text) {
        return Characters.none(text, Harmless::isHarmful) ? text : replaced(text, false);
    }

    /** The same of a text of several lines, whose line ends and tabs stay. */
    public static String lines(String text) {
        return Characters.none(text, Harmless::isHarmful) ? text : replaced(text, true);
    }

    private static String replaced(String text, boolean isLong) {
        StringBuilder shown = new StringBuilder(text);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            boolean stays = isLong && (c == '\n' || c == '\t');
            if (isHarmful(c) && !stays) {
                shown.setCharAt(i, INSTEAD);
            }
        }
        return shown.toString();
    }

    /** Controls of ASCII and of ISO 8859-1, ends of lines and paragraphs, and the marks of UAX 9 section 2. */
    private static boolean isHarmful(int c) {
        return Character.isISOControl(c)
                || c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || c >= 0x2028 && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069;
    }
}
