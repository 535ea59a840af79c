package ee.qmail.web.api;

import ee.qmail.history.HistoryEntry;
import ee.qmail.history.HistorySearch;
import ee.qmail.history.MessageLife;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.DeliveryReport;
import java.time.Instant;
import java.util.List;

/** The JSON documents about what has moved. */
public final class MessageViews {
    private MessageViews() {}

    /**
     * @param messages newest first; may be fewer than were asked for, or none, while {@code after} says that there is more
     * @param after for the next request; null if there is no more
     * @param searchedTo back to when all has been looked at
     */
    public record PageView(List<EntryView> messages, String after, Instant searchedTo) {
        static PageView of(HistorySearch.Page page) {
            return new PageView(
                    page.entries().stream().map(EntryView::of).toList(),
                    page.next() == null ? null : page.next().toString(),
                    page.searchedTo());
        }
    }

    /**
     * A message and one of its recipients, or a refusal.
     *
     * @param id under which {@code GET /api/messages/ID} has its life
     * @param changed when its state became this one
     * @param times how many refusals it stands for; 1 for all else
     * @param size octets; 0 if it is not known
     * @param client and the others up to {@code login}: how it came; null if it was made here
     * @param messageId null if it is not known, as {@code subject}
     * @param report on the last attempt; null before the first
     * @param reply of the other server, or of this one that refused
     */
    public record EntryView(
            String id,
            Instant at,
            String state,
            Instant changed,
            long attempts,
            long times,
            long size,
            String sender,
            String recipient,
            String client,
            String helo,
            String protocol,
            String tls,
            String login,
            String messageId,
            String subject,
            String host,
            String status,
            String report,
            String reply) {
        static EntryView of(HistoryEntry entry) {
            Attributes origin = entry.origin();
            DeliveryReport report = entry.report();
            return new EntryView(
                    Long.toString(entry.name()),
                    entry.at(),
                    entry.state().word(),
                    entry.changed(),
                    entry.attempts(),
                    entry.times(),
                    entry.size(),
                    entry.sender(),
                    entry.recipient(),
                    origin.get(Attribute.CLIENT).orElse(null),
                    origin.get(Attribute.HELO).orElse(null),
                    origin.get(Attribute.PROTOCOL).orElse(null),
                    origin.get(Attribute.TLS).orElse(null),
                    origin.get(Attribute.LOGIN).orElse(null),
                    orNull(entry.messageId()),
                    orNull(entry.subject()),
                    hostOf(report),
                    statusOf(report),
                    textOf(report),
                    report == null ? entry.reply() : report.reply());
        }
    }

    /**
     * @param id under which its life is found
     * @param recipients at most {@link MessageLife#MOST}
     * @param steps in the order of time
     * @param earlier the messages that it follows from
     * @param followers the messages that follow from it
     */
    public record LifeView(
            String id,
            List<EntryView> recipients,
            List<StepView> steps,
            List<LinkView> earlier,
            List<LinkView> followers) {
        static LifeView of(MessageLife life) {
            return new LifeView(
                    Long.toString(life.id()),
                    life.recipients().stream().map(EntryView::of).toList(),
                    life.steps().stream().map(StepView::of).toList(),
                    life.earlier().stream().map(LinkView::of).toList(),
                    life.followers().stream().map(LinkView::of).toList());
        }
    }

    /**
     * @param what {@code accepted}, {@code bounce}, {@code forward}, or a state
     * @param recipient null for what is about all of them
     * @param other the message that follows; null if none does
     */
    public record StepView(
            Instant at,
            String what,
            String recipient,
            long attempt,
            String host,
            String status,
            String report,
            String reply,
            String other) {
        static StepView of(MessageLife.Step step) {
            DeliveryReport report = step.report();
            return new StepView(
                    step.at(),
                    step.what(),
                    orNull(step.recipient()),
                    step.attempt(),
                    hostOf(report),
                    statusOf(report),
                    textOf(report),
                    report == null ? step.reply() : report.reply(),
                    step.other() == 0 ? null : Long.toString(step.other()));
        }
    }

    /** @param kind {@code bounce} or {@code forward} */
    public record LinkView(String id, String kind, Instant at) {
        static LinkView of(MessageLife.Link link) {
            return new LinkView(Long.toString(link.id()), link.kind(), link.at());
        }
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String hostOf(DeliveryReport report) {
        return report == null ? null : report.host();
    }

    private static String statusOf(DeliveryReport report) {
        return report == null || report.status() == null
                ? null
                : report.status().toString();
    }

    private static String textOf(DeliveryReport report) {
        return report == null ? null : report.text();
    }
}
