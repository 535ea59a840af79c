package ee.qmail.cli.moving;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;

/** Tells the fate of each thing, in one line. */
final class Report {
    enum Fate {
        TAKEN("taken"),
        /** Taken by an earlier run. */
        THERE("there already"),
        NOT_NEEDED("not needed"),
        /** To be taken by a later run. */
        LATER("not now"),
        NOT_UNDERSTOOD("not understood"),
        FAILED("failed");

        private final String text;

        Fate(String text) {
            this.text = text;
        }
    }

    private final PrintWriter out;
    private final Map<Fate, Integer> counts = new EnumMap<>(Fate.class);

    Report(PrintWriter out) {
        this.out = out;
    }

    /** @param why may be empty */
    void tell(Fate fate, String what, String why) {
        counts.merge(fate, 1, Integer::sum);
        out.println(fate.text + ": " + printable(what.replace('\n', '?'))
                + (why.isEmpty() ? "" : ": " + printable(why).replace("\n", "\n    ")));
        out.flush();
    }

    /** Makes text of the old files harmless for the terminal. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\n]]", "?");
    }

    void tell(Fate fate, String what) {
        tell(fate, what, "");
    }

    int count(Fate fate) {
        return counts.getOrDefault(fate, 0);
    }

    void sum() {
        StringBuilder line = new StringBuilder();
        for (Fate fate : Fate.values()) {
            line.append(line.length() == 0 ? "" : ", ")
                    .append(fate.text)
                    .append(' ')
                    .append(count(fate));
        }
        out.println(line);
    }
}
