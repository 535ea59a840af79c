package ee.qmail.revision;

import java.util.ArrayList;
import java.util.List;

/**
 * One place at which a text was changed.
 *
 * @param from the first line that is replaced, counted from 0
 * @param to the line behind the last one that is; {@code from} if lines are only added
 * @param lines instead of these
 */
record Hunk(int from, int to, List<String> lines) {
    /** Cells of the table of common lines, of two octets each: what differs in larger texts is one place. */
    private static final int MOST_CELLS = 4_000_000;

    Hunk {
        lines = List.copyOf(lines);
    }

    boolean isInsertion() {
        return from == to;
    }

    /** Ordered, and none touches the next. */
    static List<Hunk> between(List<String> before, List<String> after) {
        int start = 0;
        int most = Math.min(before.size(), after.size());
        while (start < most && before.get(start).equals(after.get(start))) {
            start++;
        }
        int end = 0;
        while (end < most - start && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        List<String> old = before.subList(start, before.size() - end);
        List<String> now = after.subList(start, after.size() - end);
        if (old.isEmpty() && now.isEmpty()) {
            return List.of();
        }
        boolean large = (long) (old.size() + 1) * (now.size() + 1) > MOST_CELLS;
        return large ? List.of(new Hunk(start, start + old.size(), now)) : byCommonLines(old, now, start);
    }

    private static List<Hunk> byCommonLines(List<String> old, List<String> now, int start) {
        short[][] common = commonLines(old, now);
        List<Hunk> hunks = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            int from = i;
            int first = j;
            while (i < old.size() || j < now.size()) {
                if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                    break;
                }
                boolean taken = j == now.size() || i < old.size() && common[i + 1][j] >= common[i][j + 1];
                i += taken ? 1 : 0;
                j += taken ? 0 : 1;
            }
            if (i > from || j > first) {
                hunks.add(new Hunk(start + from, start + i, now.subList(first, j)));
            }
            while (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                i++;
                j++;
            }
        }
        return hunks;
    }

    /** The length of the longest common subsequence of the lines from i and from j on. */
    private static short[][] commonLines(List<String> old, List<String> now) {
        short[][] common = new short[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j))
                        ? (short) (common[i + 1][j + 1] + 1)
                        : (short) Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
