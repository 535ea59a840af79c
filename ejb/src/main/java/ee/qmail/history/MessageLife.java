package ee.qmail.history;

import ee.qmail.message.DeliveryReport;
import java.time.Instant;
import java.util.List;

/**
 * The life of one message, or of one refusal.
 *
 * @param recipients each with the last that is known; at most {@link #MOST}, and only those that may be seen
 * @param steps what happened, in the order of time
 * @param earlier the messages that this one follows from
 * @param followers the messages that follow from this one
 */
public record MessageLife(
        long id, List<HistoryEntry> recipients, List<Step> steps, List<Link> earlier, List<Link> followers) {
    /** Recipients, and attempts that were not the last, that are shown. */
    public static final int MOST = 1_000;

    /**
     * @param what {@code accepted}, {@code bounce}, {@code forward}, or the word of a {@link HistoryState}
     * @param recipient empty for what is about all of them
     * @param attempt 0 for what is none
     * @param report of an attempt; else null
     * @param reply of a refusal; else null
     * @param other the message that follows; 0 if none does
     */
    public record Step(
            Instant at, String what, String recipient, int attempt, DeliveryReport report, String reply, long other) {}

    /** @param kind {@code bounce} or {@code forward} */
    public record Link(long id, String kind, Instant at) {}
}
