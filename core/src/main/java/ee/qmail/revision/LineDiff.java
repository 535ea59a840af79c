package ee.qmail.revision;

import java.util.ArrayList;
import java.util.List;

/** Lines that are there before or after a change, or both. */
public final class LineDiff {
    /** Lines around each change that are the same. */
    private static final int AROUND = 2;

    private LineDiff() {}

    /** The fate of a line. */
    public enum Kind {
        SAME,
        TAKEN,
        ADDED,
        /** In the place of lines that are left out. */
        LEFT_OUT
    }

    /** @param text of the line; of those left out, how many they are in words */
    public record Line(Kind kind, String text) {
        /** In the first column: a minus, a plus, or a blank. */
        public String sign() {
            return switch (kind) {
                case TAKEN -> "−";
                case ADDED -> "+";
                case SAME, LEFT_OUT -> "";
            };
        }
    }

    /**
     * Compares two texts. A line end that is missing at the end of one of them is no difference.
     *
     * @param most lines to return, the first of them all; what is more is told as one that is left out
     * @return nothing if they are the same
     */
    public static List<Line> of(String before, String after, int most) {
        List<String> old = before.lines().toList();
        List<Line> lines = new ArrayList<>();
        int done = 0;
        for (Hunk hunk : Hunk.between(old, after.lines().toList())) {
            same(old, done, hunk.from(), lines);
            old.subList(hunk.from(), hunk.to()).forEach(line -> lines.add(new Line(Kind.TAKEN, line)));
            hunk.lines().forEach(line -> lines.add(new Line(Kind.ADDED, line)));
            done = hunk.to();
        }
        if (!lines.isEmpty()) {
            same(old, done, old.size(), lines);
        }
        return bounded(lines, most);
    }

    /** Those next to a change, and how many there are besides. */
    private static void same(List<String> old, int from, int to, List<Line> lines) {
        int head = from == 0 ? 0 : Math.min(AROUND, to - from);
        int tail = to == old.size() ? 0 : Math.min(AROUND, to - from - head);
        add(old.subList(from, from + head), lines);
        int between = to - tail - from - head;
        if (between > 0) {
            lines.add(leftOut(between, "the same"));
        }
        add(old.subList(to - tail, to), lines);
    }

    private static void add(List<String> same, List<Line> lines) {
        same.forEach(line -> lines.add(new Line(Kind.SAME, line)));
    }

    private static Line leftOut(int count, String what) {
        return new Line(Kind.LEFT_OUT, count + (count == 1 ? " line is " : " lines are ") + what);
    }

    private static List<Line> bounded(List<Line> lines, int most) {
        if (lines.size() <= most) {
            return List.copyOf(lines);
        }
        List<Line> some = new ArrayList<>(lines.subList(0, most));
        some.add(leftOut(lines.size() - most, "left out here"));
        return List.copyOf(some);
    }
}
