package ee.qmail.history;

import ee.qmail.history.facts.Fact;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.DeliveryReport;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * A message and one of its recipients, with the last that is known; or a refusal. A row of the table {@code history}.
 *
 * @param id of the row, by which a page goes on; the milliseconds since 1970 at which it came are in its high bits
 * @param queueId of the message; 0 for a refusal before its text
 * @param jobRecipient the key of the address as the job has it; 0 for a refusal
 * @param changed when its state became this one; of a refusal that stands for several, when it was written
 * @param attempts how many there have been
 * @param times how many refusals it stands for; 1 for all else
 * @param size octets of the text; of a refusal as declared
 * @param recipient as the sender knows it
 * @param origin how the message came; none for one that was made here
 * @param messageId empty if it is not known
 * @param subject empty if it is not kept
 * @param report on the last attempt; null before the first
 * @param reply of a refusal; null for all else
 */
public record HistoryEntry(
        long id,
        long queueId,
        long jobRecipient,
        HistoryState state,
        Instant changed,
        int attempts,
        int times,
        long size,
        String sender,
        String recipient,
        Attributes origin,
        String messageId,
        String subject,
        DeliveryReport report,
        String reply) {
    static final String COLUMNS = "id, bucket, queue_id, job_recipient, state, changed, attempts, times, size, sender,"
            + " recipient, sender_key, recipient_key, sender_domain, recipient_domain, client_key, message_key,"
            + " message_id, subject, origin, " + ReportBinding.COLUMNS;

    /** Takes the values of {@link #bind}. */
    public static final String INSERT =
            "insert into history (" + COLUMNS + ") values (" + "?, ".repeat(20) + ReportBinding.MARKS + ")";

    static HistoryEntry of(Fact.Accepted fact, Fact.Recipient recipient, String subject) {
        return new HistoryEntry(
                recipient.id(),
                fact.queueId(),
                HistoryKeys.of(recipient.inJob()),
                HistoryState.ACCEPTED,
                time(recipient.id()),
                0,
                1,
                fact.size(),
                fact.sender(),
                recipient.shown(),
                fact.origin(),
                fact.messageId(),
                subject,
                null,
                null);
    }

    /** For an outcome whose message is not known. */
    static HistoryEntry of(Fact.Tried fact) {
        return new HistoryEntry(
                fact.id(),
                fact.queueId(),
                HistoryKeys.of(fact.inJob()),
                HistoryState.of(fact.report()),
                time(fact.id()),
                fact.attempts(),
                1,
                fact.size(),
                fact.sender(),
                fact.report().recipient(),
                fact.origin(),
                "",
                "",
                fact.report(),
                null);
    }

    static HistoryEntry of(Fact.Refused fact) {
        return new HistoryEntry(
                fact.id(),
                fact.queueId(),
                0,
                HistoryState.valueOf("REFUSED_" + fact.stage()),
                time(fact.id()),
                0,
                fact.times(),
                fact.size(),
                fact.sender(),
                fact.recipient(),
                fact.origin(),
                "",
                "",
                null,
                fact.reply());
    }

    /** The same after an attempt. */
    HistoryEntry after(Fact.Tried fact) {
        return new HistoryEntry(
                id,
                queueId,
                jobRecipient,
                HistoryState.of(fact.report()),
                time(fact.id()),
                fact.attempts(),
                times,
                size,
                sender,
                recipient,
                origin,
                messageId,
                subject,
                fact.report(),
                null);
    }

    /** The name by which {@link HistorySearch#life} finds it: the id of the message, or of a refusal without one its own. */
    public long name() {
        return queueId == 0 ? id : queueId;
    }

    /** When it came. */
    public Instant at() {
        return time(id);
    }

    static Instant time(long id) {
        return Instant.ofEpochMilli(HistoryKeys.millisOf(id));
    }

    static OffsetDateTime stored(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** Sets the values of {@link #INSERT}. */
    public void bind(PreparedStatement insert) throws SQLException {
        int at = 1;
        insert.setLong(at++, id);
        insert.setInt(at++, HistoryKeys.bucket(id));
        key(insert, at++, queueId);
        key(insert, at++, jobRecipient);
        insert.setInt(at++, state.code());
        insert.setObject(at++, stored(changed));
        insert.setInt(at++, attempts);
        insert.setInt(at++, times);
        insert.setLong(at++, size);
        insert.setString(at++, sender);
        insert.setString(at++, recipient);
        insert.setLong(at++, HistoryKeys.address(sender));
        insert.setLong(at++, HistoryKeys.address(recipient));
        insert.setLong(at++, HistoryKeys.domainOf(sender));
        insert.setLong(at++, HistoryKeys.domainOf(recipient));
        key(insert, at++, origin.get(Attribute.CLIENT).map(HistoryKeys::of).orElse(0L));
        key(insert, at++, messageId.isEmpty() ? 0 : HistoryKeys.of(messageId));
        text(insert, at++, messageId);
        text(insert, at++, subject);
        insert.setString(at++, origin.text());
        ReportBinding.bind(insert, at, report, reply);
    }

    private static void key(PreparedStatement insert, int at, long key) throws SQLException {
        if (key == 0) {
            insert.setNull(at, Types.BIGINT);
        } else {
            insert.setLong(at, key);
        }
    }

    private static void text(PreparedStatement insert, int at, String text) throws SQLException {
        insert.setString(at, text.isEmpty() ? null : text);
    }

    static HistoryEntry of(ResultSet row) throws SQLException {
        String recipient = row.getString("recipient");
        DeliveryReport report = ReportBinding.report(row, recipient);
        return new HistoryEntry(
                row.getLong("id"),
                row.getLong("queue_id"),
                row.getLong("job_recipient"),
                HistoryState.of(row.getInt("state")),
                row.getObject("changed", OffsetDateTime.class).toInstant(),
                row.getInt("attempts"),
                row.getInt("times"),
                row.getLong("size"),
                row.getString("sender"),
                recipient,
                Attributes.of(row.getString("origin")),
                empty(row.getString("message_id")),
                empty(row.getString("subject")),
                report,
                report == null ? row.getString("reply") : null);
    }

    private static String empty(String text) {
        return text == null ? "" : text;
    }
}
