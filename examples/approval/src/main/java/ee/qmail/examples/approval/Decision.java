package ee.qmail.examples.approval;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An approver's answer. */
enum Decision {
    YES,
    NO;

    /** A word and no more: <em>No dia 3, Ana escreveu:</em> is how a mail program introduces the part that it quotes. */
    private static final Pattern WORD = Pattern.compile("(yes|no)(?:\\s*[.,;:!].*)?", Pattern.CASE_INSENSITIVE);

    /**
     * Reads an answer.
     *
     * @param text of the mail, with the part that it quotes below
     * @return what its first line that is not empty says, alone or before a comma or the like; empty if it says something else
     */
    static Optional<Decision> of(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> WORD.matcher(line.strip()))
                .filter(Matcher::matches)
                .map(word -> valueOf(word.group(1).toUpperCase(Locale.ROOT)));
    }
}
