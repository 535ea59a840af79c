package ee.qmail.revision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Both of two changes of one text. They are put together where they do not touch each other: where no line, and no two lines that are next
 * to each other, are changed by both in different ways.
 */
public final class LineMerge {
    private final List<String> base;
    private final List<Hunk> mine;
    private final List<Hunk> theirs;
    private final boolean isOrdered;

    private LineMerge(List<String> base, List<Hunk> mine, List<Hunk> theirs, boolean isOrdered) {
        this.base = base;
        this.mine = mine;
        this.theirs = theirs;
        this.isOrdered = isOrdered;
    }

    /** Of texts in which the order of lines counts. @return empty if the changes touch each other */
    public static Optional<String> ofText(String base, String mine, String theirs) {
        return of(base, mine, theirs, true).merged();
    }

    /** Of lists, whose order does not count: what both have added at one place is there one after the other, theirs first. */
    public static Optional<String> ofList(String base, String mine, String theirs) {
        return of(base, mine, theirs, false).merged();
    }

    private static LineMerge of(String base, String mine, String theirs, boolean isOrdered) {
        List<String> lines = base.lines().toList();
        return new LineMerge(
                lines,
                Hunk.between(lines, mine.lines().toList()),
                Hunk.between(lines, theirs.lines().toList()),
                isOrdered);
    }

    private Optional<String> merged() {
        List<String> lines = new ArrayList<>();
        int done = 0;
        int i = 0;
        int j = 0;
        while (i < mine.size() || j < theirs.size()) {
            Hunk own = i < mine.size() ? mine.get(i) : null;
            Hunk other = j < theirs.size() ? theirs.get(j) : null;
            boolean meet = own != null && other != null && own.from() <= other.to() && other.from() <= own.to();
            if (meet && !own.equals(other) && !isListed(own, other)) {
                return Optional.empty();
            }
            boolean takesOther = own == null || other != null && other.from() <= own.from();
            Hunk next = takesOther ? other : own;
            lines.addAll(base.subList(done, next.from()));
            lines.addAll(next.lines());
            done = next.to();
            if (meet && !own.equals(other)) {
                own.lines().stream()
                        .filter(line -> !other.lines().contains(line))
                        .forEach(lines::add);
            }
            i += meet || !takesOther ? 1 : 0;
            j += meet || takesOther ? 1 : 0;
        }
        lines.addAll(base.subList(done, base.size()));
        return Optional.of(lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    }

    /** Lines that both have added at one place, where their order does not count. */
    private boolean isListed(Hunk own, Hunk other) {
        return !isOrdered && own.isInsertion() && other.isInsertion() && own.from() == other.from();
    }
}
