package ee.qmail.web.console;

import ee.qmail.history.HistoryEntry;
import ee.qmail.message.Envelope;
import ee.qmail.text.Harmless;
import ee.qmail.web.language.Amounts;
import ee.qmail.web.language.Texts;
import java.time.Instant;

/**
 * What has moved, in a line.
 *
 * @param id under which its life is found
 * @param state the last that is known
 * @param times how many refusals it stands for, in words; empty for one
 * @param size with its unit; empty if it is not known
 */
public record MessageRow(
        String id,
        Instant at,
        StateWord state,
        String times,
        String sender,
        String recipient,
        String subject,
        String size) {
    static MessageRow of(HistoryEntry entry, Texts texts) {
        return new MessageRow(
                Long.toString(entry.name()),
                entry.at(),
                StateWord.of(entry.state(), texts),
                entry.times() > 1 ? texts.of("messages.times", entry.times()) : "",
                sender(entry, texts),
                entry.recipient(),
                Harmless.line(entry.subject()),
                entry.size() == 0 ? "" : new Amounts(texts).size(entry.size()));
    }

    /** In words for bounces. Of a refusal nothing is known but what the client has said. */
    static String sender(HistoryEntry entry, Texts texts) {
        if (entry.reply() != null && entry.sender().isEmpty()) {
            return "<>";
        }
        return switch (entry.sender()) {
            case "" -> texts.of("delivery.bounce");
            case Envelope.DOUBLE_BOUNCE_SENDER -> texts.of("delivery.doubleBounce");
            default -> entry.sender();
        };
    }
}
