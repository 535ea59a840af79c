package ee.qmail.history.facts;

import ee.qmail.text.Characters;
import java.nio.charset.StandardCharsets;

/** Texts as every database takes them: one that it does not would take the rows of its batch with it. */
public final class FactTexts {
    /** Characters of a Message-ID, a subject and the like. */
    public static final int LONGEST_NAME = 255;

    private FactTexts() {}

    /** Without NUL, which PostgreSQL has not, and without halves of characters, which no database has; cut to the most characters. */
    public static String cut(String text, int longest) {
        String stored = text.indexOf('\0') < 0 ? text : text.replace('\0', '?');
        if (stored.length() > longest) {
            stored = stored.substring(0, longest);
        }
        boolean whole = Characters.none(stored, letter -> Character.isSurrogate((char) letter));
        return whole ? stored : new String(stored.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
