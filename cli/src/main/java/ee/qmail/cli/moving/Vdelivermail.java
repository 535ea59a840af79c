package ee.qmail.cli.moving;

import ee.qmail.cli.moving.Sources.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The instruction of a domain's {@code .qmail-default} to vdelivermail for mail to unknown names (VP-5). */
final class Vdelivermail {
    private static final String NAME = "vdelivermail";
    /** The program, a word that it does not look at, the instruction. */
    private static final int WORDS = 3;
    /** Characters that mean more to a shell than the end of a word. */
    private static final String ACTIVE = "$`|&;<>()*?[]#~!{}";

    private Vdelivermail() {}

    static boolean isIn(List<Line> lines) {
        return lines.stream().anyMatch(line -> !line.isComment() && line.text().contains(NAME));
    }

    /** Empty if the file does anything else, or not only that. */
    static Optional<String> instruction(List<Line> lines) {
        List<String> deliveries = lines.stream()
                .filter(line -> !line.isComment() && line.isText())
                .map(Line::text)
                .toList();
        long all = lines.stream().filter(line -> !line.isComment()).count();
        if (all != 1 || deliveries.isEmpty() || deliveries.get(0).charAt(0) != '|') {
            return Optional.empty();
        }
        List<String> words = words(deliveries.get(0).substring(1));
        boolean understood = words.size() == WORDS
                && (words.get(0).equals(NAME) || words.get(0).endsWith("/" + NAME));
        return understood ? Optional.of(words.get(2)) : Optional.empty();
    }

    /** As a shell splits them; none if it would do more than that. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean escaped = c == '\\' && quote != '\'' && i + 1 < line.length();
            if (quote == 0 && !escaped && (c == ' ' || c == '\t')) {
                if (word != null) {
                    words.add(word.toString());
                }
                word = null;
                continue;
            }
            if (!escaped && quote != '\'' && (quote == 0 ? ACTIVE : "$`").indexOf(c) >= 0) {
                return List.of();
            }
            word = word == null ? new StringBuilder() : word;
            if (escaped) {
                i++;
                word.append(line.charAt(i));
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return quote == 0 ? words : List.of();
    }
}
