package ee.qmail.history;

import ee.qmail.message.QueueId;
import java.time.Instant;
import java.util.Set;

/**
 * The question to {@link HistorySearch}: all that is not null must hold.
 *
 * @param sender the whole address; empty for bounces
 * @param recipient the whole address, as the sender knows it
 * @param address of the sender or of the recipient; or a Message-ID without its brackets, which looks the same
 * @param domain of the sender or of the recipient
 * @param messageId with or without its brackets
 * @param subject a part of it, in any case of letters
 * @param client numeric address
 * @param states the last that is known
 * @param since when it came, this instant included
 * @param until when it came, this instant excluded
 * @param after the mark of an earlier page: only what came before it
 * @param max rows of a page
 * @param domains the only ones that may be looked at: of the sender or of the recipient; null for all
 */
public record HistoryQuery(
        String sender,
        String recipient,
        String address,
        String domain,
        QueueId id,
        String messageId,
        String subject,
        String client,
        Set<HistoryState> states,
        Instant since,
        Instant until,
        Long after,
        int max,
        Set<String> domains) {
    /** Everything that has moved. */
    public static HistoryQuery all(int max) {
        return new HistoryQuery(null, null, null, null, null, null, null, null, null, null, null, null, max, null);
    }

    /** The same for those who may see some domains only. */
    public HistoryQuery within(Set<String> some) {
        return new HistoryQuery(
                sender, recipient, address, domain, id, messageId, subject, client, states, since, until, after, max,
                some);
    }

    /** The same behind a page. */
    public HistoryQuery behind(Long mark) {
        return new HistoryQuery(
                sender, recipient, address, domain, id, messageId, subject, client, states, since, until, mark, max,
                domains);
    }
}
