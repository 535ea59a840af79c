package ee.qmail.control;

import ee.qmail.address.DomainLookup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** The text of a control file as qmail reads it (CTL-1, CTL-2). */
record ControlText(String content) {
    /** An entry of a list, with its line number counted from 1. */
    record Line(int number, String text) {}

    /** The first line without trailing blanks; empty if there is none. */
    String firstLine() {
        int end = content.indexOf('\n');
        return trimmed(end < 0 ? content : content.substring(0, end));
    }

    /** The digits at the start of the first line; empty if there are none or the number does not fit. */
    OptionalLong leadingNumber() {
        String line = firstLine();
        int end = 0;
        while (end < line.length() && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
            end++;
        }
        try {
            return end == 0 ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(line.substring(0, end)));
        } catch (NumberFormatException e) {
            return OptionalLong.of(Long.MAX_VALUE); // only digits, so it can only be too large
        }
    }

    /** The lines that are neither empty nor comments. */
    List<Line> entries() {
        List<Line> entries = new ArrayList<>();
        int number = 0;
        for (String line : content.split("\n", -1)) {
            number++;
            String text = trimmed(line);
            if (!text.isEmpty() && !text.startsWith("#")) {
                entries.add(new Line(number, text));
            }
        }
        return entries;
    }

    List<String> list() {
        return entries().stream().map(Line::text).toList();
    }

    /** Tells whether two entries are the same, in any spelling of their domains. */
    static boolean isSame(String entry, String other) {
        return compared(entry).equals(compared(other));
    }

    /** The domain of a line, and what stands behind its colon, in one spelling each. */
    private static List<String> compared(String line) {
        return Arrays.stream(line.split(":", -1)).map(DomainLookup::canonical).toList();
    }

    static String trimmed(String line) {
        int end = line.length();
        while (end > 0 && " \t\n".indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return line.substring(0, end);
    }
}
