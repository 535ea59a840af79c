package ee.qmail.imports;

import ee.qmail.bulk.BulkRun;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The import of a table, or a look at what it would do. Safe for use by several threads.
 *
 * <p>Lines are forgotten when it is done with them, in a look when it is followed by the import; passwords that were made when they have been told.
 */
public final class AddressImport extends BulkRun {
    /**
     * What is wanted.
     *
     * @param isDry whether it is only looked at
     * @param generates whether new mailboxes without a password get one
     */
    public record Wish(String domain, boolean isDry, Existing existing, boolean generates) {}

    /**
     * How far it is.
     *
     * @param rows lines that are meant
     * @param done lines with which it is done
     * @param passwords that were made and have not been told
     * @param rest lines that another run would go on with
     * @param ended null as long as it runs
     */
    public record Progress(
            String id,
            String by,
            String state,
            long rows,
            long done,
            Map<Verdict, Long> counts,
            long passwords,
            long rest,
            Instant ended) {
        public long count(Verdict verdict) {
            return counts.getOrDefault(verdict, 0L);
        }

        public boolean isRunning() {
            return ended == null;
        }
    }

    private final Wish wish;
    private final long rows;
    private final Deque<ImportRow> rest;
    private final List<Outcome> outcomes = new ArrayList<>();

    /** @param before outcomes of the lines that are done already */
    AddressImport(String id, String by, Instant started, Wish wish, Collection<ImportRow> rest, List<Outcome> before) {
        super(id, by, started);
        this.wish = wish;
        this.rest = new ArrayDeque<>(rest);
        this.outcomes.addAll(before);
        this.rows = (long) rest.size() + before.size();
    }

    public Wish wish() {
        return wish;
    }

    public synchronized Progress progress() {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        outcomes.forEach(each -> counts.merge(each.verdict(), 1L, Long::sum));
        long passwords =
                outcomes.stream().filter(each -> !each.password().isEmpty()).count();
        return new Progress(id(), by(), state().word(), rows, outcomes.size(), counts, passwords, rest.size(), ended());
    }

    /** Those of the first lines that are faults. @param most so many */
    public synchronized List<Outcome> faults(int most) {
        return inOrder()
                .filter(each -> each.verdict() == Verdict.FAULT)
                .limit(most)
                .toList();
    }

    /** Of all lines it is done with, without passwords. */
    public synchronized List<Outcome> outcomes() {
        return inOrder().map(Outcome::withoutPassword).toList();
    }

    /** The same with the passwords that were made, which are forgotten by this. */
    public synchronized List<Outcome> takeOutcomes() {
        List<Outcome> all = inOrder().toList();
        outcomes.replaceAll(Outcome::withoutPassword);
        return all;
    }

    /** Lines that are made come to an end some at a time, and others at once. */
    private Stream<Outcome> inOrder() {
        return outcomes.stream().sorted(Comparator.comparing(Outcome::line));
    }

    /** The lines that are not done with, in their order. */
    synchronized List<ImportRow> rest() {
        return List.copyOf(rest);
    }

    /** With passwords, which stay. */
    synchronized List<Outcome> outcomesForGoingOn() {
        return wish.isDry() ? List.of() : List.copyOf(outcomes);
    }

    /** It is done with a line; in an import that is forgotten. */
    synchronized void done(ImportRow row, Outcome outcome) {
        outcomes.add(outcome);
        if (!wish.isDry()) {
            rest.remove(row);
        }
    }

    /** Lines and passwords. */
    synchronized void forget() {
        rest.clear();
        outcomes.replaceAll(Outcome::withoutPassword);
    }

    @Override
    public String toString() {
        return wish + " " + progress();
    }
}
