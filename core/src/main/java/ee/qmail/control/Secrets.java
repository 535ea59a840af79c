package ee.qmail.control;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Passwords in the lines of control files, {@code key:relay:port|user|password} (RTLS-16). They are shown nowhere: in their place stands {@link #MASK}, which
 * means the old password when the line comes back.
 */
final class Secrets {
    static final String MASK = "********";
    /** {@code key:relay:port}; what follows a third colon was perhaps meant to be a name and password. */
    private static final int MOST_COLONS = 2;

    private Secrets() {}

    /** Each line without its password. */
    static String masked(String content) {
        return content.lines().map(Secrets::maskedLine).collect(Collectors.joining("\n"))
                + (content.endsWith("\n") ? "\n" : "");
    }

    /** Each line without what follows its first bar; a line without a bar may be the secret itself. */
    static String maskedAfterBar(String content) {
        return content.lines()
                        .map(line -> line.isBlank() ? line : line.substring(0, line.indexOf('|') + 1) + MASK)
                        .collect(Collectors.joining("\n"))
                + (content.endsWith("\n") ? "\n" : "");
    }

    /** What follows the second bar is the password; a line that is wrong may have it at other places. */
    private static String maskedLine(String line) {
        int first = line.indexOf('|');
        if (first < 0) {
            int end = line.startsWith("#") ? line.length() : endOfRelay(line);
            return end == line.length() ? line : line.substring(0, end + 1) + MASK;
        }
        int second = line.indexOf('|', first + 1);
        return line.substring(0, (second < 0 ? first : second) + 1) + MASK;
    }

    /** The place of the first blank behind a colon, or of the third colon, but for those in brackets; or the end of the line. */
    private static int endOfRelay(String line) {
        int colons = 0;
        int depth = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            colons += c == ':' && depth == 0 ? 1 : 0;
            if (Character.isWhitespace(c) && colons > 0 || colons > MOST_COLONS) {
                return i;
            }
        }
        return line.length();
    }

    /** The passwords of the old content in the place of those that were masked, each in the line that it was masked in and in no other. */
    static String restored(String content, String old) {
        Map<String, String> known = old.lines()
                .filter(line -> !line.equals(maskedLine(line)))
                .collect(Collectors.toMap(Secrets::maskedLine, line -> line, (one, other) -> other));
        return content.lines().map(line -> known.getOrDefault(line, line)).collect(Collectors.joining("\n"))
                + (content.endsWith("\n") ? "\n" : "");
    }
}
