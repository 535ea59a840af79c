package ee.qmail.web.console;

import ee.qmail.deferred.WaitingMessage;
import ee.qmail.message.Attribute;
import ee.qmail.message.Envelope;
import ee.qmail.text.Harmless;
import ee.qmail.web.language.Amounts;
import ee.qmail.web.language.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message that waits, in words for people.
 *
 * @param size with its unit
 * @param sender {@code <>} for a bounce
 * @param kind what the sender's address does not tell; empty if it tells all
 * @param came from which client, for the mail of SMTP; else empty
 * @param more recipients that are not among {@code recipients}
 * @param end the consequence for its sender when it is given up
 */
public record WaitingRow(
        String id,
        Instant arrival,
        String size,
        String sender,
        String kind,
        String came,
        List<To> recipients,
        int more,
        String end) {
    private static final int LONGEST_REPORT = 300;
    private static final int SHORT = 6;

    /**
     * One of its recipients.
     *
     * @param mark the style of the result
     * @param tries number of attempts so far
     * @param next when it is tried again; empty for one who is settled
     * @param nextAt the same; null for one who is settled or tried now
     * @param attempts channel, attempts and next one in a line
     */
    public record To(
            String channel,
            String address,
            String result,
            String mark,
            String report,
            long tries,
            String next,
            Instant nextAt,
            String attempts) {}

    public WaitingRow {
        recipients = List.copyOf(recipients);
    }

    /** @param most recipients, each with the beginning of its report */
    static WaitingRow brief(WaitingMessage message, int most, Texts texts, Times times, Instant now) {
        return of(message, most, LONGEST_REPORT, texts, times, now);
    }

    static WaitingRow whole(WaitingMessage message, Texts texts, Times times, Instant now) {
        return of(message, Integer.MAX_VALUE, Integer.MAX_VALUE, texts, times, now);
    }

    private static WaitingRow of(WaitingMessage message, int most, int report, Texts texts, Times times, Instant now) {
        List<WaitingMessage.Recipient> all = message.recipients();
        return new WaitingRow(
                message.id(),
                message.arrival(),
                size(message.size(), texts),
                message.sender().isEmpty() ? "<>" : message.sender(),
                kind(message.sender(), texts),
                came(message.attributes(), texts),
                all.stream()
                        .limit(most)
                        .map(recipient -> to(recipient, report, texts, times, now))
                        .toList(),
                Math.max(0, all.size() - most),
                texts.of(end(message.sender())));
    }

    /** Its last digits, by which people tell it from the others on a page. */
    public String shortId() {
        return id.length() <= SHORT ? id : "…" + id.substring(id.length() - SHORT);
    }

    /** The key of the text. */
    private static String end(String sender) {
        return switch (sender) {
            case "" -> "message.end.bounce";
            case Envelope.DOUBLE_BOUNCE_SENDER -> "message.end.doubleBounce";
            default -> "message.end.other";
        };
    }

    private static String size(long octets, Texts texts) {
        return texts.number(octets) + " " + new Amounts(texts).of(Long.toString(octets), "octets");
    }

    private static String came(Map<String, String> attributes, Texts texts) {
        String client = attributes.get(Attribute.CLIENT.key());
        if (client == null) {
            return "";
        }
        String helo = attributes.get(Attribute.HELO.key());
        String protocol = attributes.get(Attribute.PROTOCOL.key());
        return helo == null
                ? texts.of("message.client", client, protocol)
                : texts.of("message.clientHelo", client, helo, protocol);
    }

    private static String kind(String sender, Texts texts) {
        return switch (sender) {
            case "" -> texts.of("message.bounce");
            case Envelope.DOUBLE_BOUNCE_SENDER -> texts.of("message.doubleBounce");
            default -> "";
        };
    }

    private static To to(WaitingMessage.Recipient recipient, int longest, Texts texts, Times times, Instant now) {
        String report = Harmless.lines(recipient.report());
        String channel = recipient.channel().equals("local") ? texts.of("message.local") : texts.of("message.remote");
        boolean waits = recipient.outcome().equals("deferral");
        String next = waits ? next(recipient.nextAttempt(), texts, times, now) : "";
        return new To(
                channel,
                recipient.address(),
                result(recipient.outcome(), texts),
                recipient.outcome(),
                report.length() > longest ? report.substring(0, longest) + "…" : report,
                recipient.attempt(),
                next,
                waits && recipient.nextAttempt().isAfter(now) ? recipient.nextAttempt() : null,
                next.isEmpty()
                        ? texts.of("queue.attempts", channel, recipient.attempt())
                        : texts.of("queue.attemptsNext", channel, recipient.attempt(), next));
    }

    private static String result(String outcome, Texts texts) {
        return switch (outcome) {
            case "success" -> texts.of("delivery.success");
            case "failure" -> texts.of("delivery.failure");
            default -> texts.of("delivery.deferral");
        };
    }

    private static String next(Instant next, Texts texts, Times times, Instant now) {
        return next.isAfter(now)
                ? texts.of("message.nextIn", times.stamp(next), Times.length(Duration.between(now, next)))
                : texts.of("message.nextNow");
    }
}
