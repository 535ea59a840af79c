package ee.qmail.web.console;

import java.util.List;

/** An alias's targets as they are typed: one to a line. */
final class Targets {
    private Targets() {}

    static List<String> ofLines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    static String toLines(List<String> targets) {
        return String.join("\n", targets);
    }
}
