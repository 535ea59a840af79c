package ee.qmail.history;

import ee.qmail.history.facts.Fact;
import ee.qmail.history.facts.FactTexts;
import ee.qmail.message.Outcome;
import ee.qmail.mime.EncodedWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Facts put together to rows: of a message that is accepted and delivered within one batch, as most are, there is one row to insert and none to
 * change.
 */
final class HistoryBatch {
    /** The row of a recipient: the id of the message, and the key of the address as the job has it. */
    record Key(long queueId, long jobRecipient) {}

    private final Map<Key, HistoryEntry> accepted = new LinkedHashMap<>();
    private final Map<Key, HistoryEntry> maybeThere = new LinkedHashMap<>();
    private final List<HistoryEntry> refused = new ArrayList<>();
    private final Map<Key, Fact.Tried> outcomes = new LinkedHashMap<>();
    private final List<Fact.Tried> attempts = new ArrayList<>();
    private final Map<Long, Fact.Followed> links = new HashMap<>();

    /** @param severalServers whether another one may have written of the same message */
    HistoryBatch(List<Fact> facts, boolean severalServers) {
        for (Fact fact : facts) {
            if (fact instanceof Fact.Accepted one) {
                add(one, one.again() || severalServers ? maybeThere : accepted);
            } else if (fact instanceof Fact.Tried tried) {
                add(tried);
            } else if (fact instanceof Fact.Followed followed) {
                links.put(followed.id(), followed);
            } else if (fact instanceof Fact.Refused refusal) {
                refused.add(HistoryEntry.of(refusal));
            }
        }
    }

    private static void add(Fact.Accepted fact, Map<Key, HistoryEntry> rows) {
        String subject = shown(fact.subject());
        for (Fact.Recipient recipient : fact.recipients()) {
            HistoryEntry row = HistoryEntry.of(fact, recipient, subject);
            rows.putIfAbsent(new Key(row.queueId(), row.jobRecipient()), row);
        }
    }

    /** An encoded word may hold anything, also what a database does not take. */
    private static String shown(String subject) {
        String decoded =
                EncodedWords.decode(subject).replaceAll("\\p{Cntrl}", " ").strip();
        return FactTexts.cut(decoded, FactTexts.LONGEST_NAME);
    }

    private void add(Fact.Tried tried) {
        if (tried.report().outcome() == Outcome.DEFERRAL) {
            attempts.add(tried);
        }
        Key key = new Key(tried.queueId(), HistoryKeys.of(tried.inJob()));
        if (accepted.computeIfPresent(key, (same, row) -> row.after(tried)) == null) {
            outcomes.put(key, tried);
        }
    }

    /** Rows that are certainly new. */
    List<HistoryEntry> newRows() {
        List<HistoryEntry> rows = new ArrayList<>(accepted.values());
        rows.addAll(refused);
        return rows;
    }

    /** Rows that are new unless they are there. */
    Map<Key, HistoryEntry> rowsMaybeThere() {
        return maybeThere;
    }

    /** The last outcome of each recipient whose row is not among the new ones. */
    Map<Key, Fact.Tried> outcomes() {
        return outcomes;
    }

    /** Those that were not the last. */
    List<Fact.Tried> attempts() {
        return attempts;
    }

    List<Fact.Followed> links() {
        return List.copyOf(links.values());
    }
}
