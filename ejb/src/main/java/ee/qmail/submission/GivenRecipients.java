package ee.qmail.submission;

import java.util.ArrayList;
import java.util.List;

/**
 * The recipients that stand in one property of a JMS message: separated by line ends, which no address has, and by commas, which an
 * address has only in quotes.
 */
final class GivenRecipients {
    private GivenRecipients() {}

    /** @param property null: none */
    static List<String> of(String property) {
        List<String> recipients = new ArrayList<>();
        if (property != null) {
            for (String line : property.split("\r?\n")) {
                split(line, recipients);
            }
            recipients.removeIf(String::isEmpty);
        }
        return recipients;
    }

    private static void split(String line, List<String> recipients) {
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                recipients.add(line.substring(begin, i).strip());
                begin = i + 1;
            }
        }
        recipients.add(line.substring(begin).strip());
    }
}
