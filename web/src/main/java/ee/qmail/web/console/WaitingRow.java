package ee.qmail.web.console;

import ee.qmail.deferred.WaitingMessage;
import ee.qmail.message.Attribute;
import ee.qmail.message.Envelope;
import ee.qmail.web.Amounts;
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
 */
public record WaitingRow(
        String id,
        String arrival,
        String size,
        String sender,
        String kind,
        String came,
        List<To> recipients,
        int more) {
    private static final int LONGEST_REPORT = 300;

    /**
     * One of its recipients.
     *
     * @param mark the style of the result
     * @param tries number of attempts so far
     * @param next when it is tried again; empty for one who is settled
     */
    public record To(
            String channel, String address, String result, String mark, String report, long tries, String next) {}

    public WaitingRow {
        recipients = List.copyOf(recipients);
    }

    /** @param most recipients, each with the beginning of its report */
    static WaitingRow brief(WaitingMessage message, int most, Times times, Instant now) {
        return of(message, most, LONGEST_REPORT, times, now);
    }

    static WaitingRow whole(WaitingMessage message, Times times, Instant now) {
        return of(message, Integer.MAX_VALUE, Integer.MAX_VALUE, times, now);
    }

    private static WaitingRow of(WaitingMessage message, int most, int report, Times times, Instant now) {
        List<WaitingMessage.Recipient> all = message.recipients();
        return new WaitingRow(
                message.id(),
                times.stamp(message.arrival()),
                message.size() + " " + Amounts.of(Long.toString(message.size()), "octets"),
                message.sender().isEmpty() ? "<>" : message.sender(),
                kind(message.sender()),
                came(message.attributes()),
                all.stream()
                        .limit(most)
                        .map(recipient -> to(recipient, report, times, now))
                        .toList(),
                Math.max(0, all.size() - most));
    }

    /** Returns the consequence for its sender when it is given up. */
    public String end() {
        return switch (kind) {
            case "bounce" -> "It is a bounce: a double bounce tells the postmaster which recipients failed.";
            case "double bounce" -> "It is a double bounce: nobody is told, and it is gone.";
            default -> "A bounce tells its sender which recipients failed, and has the message with it.";
        };
    }

    private static String came(Map<String, String> attributes) {
        String client = attributes.get(Attribute.CLIENT.key());
        if (client == null) {
            return "";
        }
        String helo = attributes.get(Attribute.HELO.key());
        return client + (helo == null ? "" : ", which calls itself " + helo) + ", by "
                + attributes.get(Attribute.PROTOCOL.key());
    }

    private static String kind(String sender) {
        return switch (sender) {
            case "" -> "bounce";
            case Envelope.DOUBLE_BOUNCE_SENDER -> "double bounce";
            default -> "";
        };
    }

    private static To to(WaitingMessage.Recipient recipient, int longest, Times times, Instant now) {
        String report = recipient.report();
        return new To(
                recipient.channel(),
                recipient.address(),
                result(recipient.outcome()),
                recipient.outcome(),
                report.length() > longest ? report.substring(0, longest) + "…" : report,
                recipient.attempt(),
                recipient.outcome().equals("deferral") ? next(recipient.nextAttempt(), times, now) : "");
    }

    private static String result(String outcome) {
        return switch (outcome) {
            case "success" -> "delivered";
            case "failure" -> "failed";
            default -> "deferred";
        };
    }

    private static String next(Instant next, Times times, Instant now) {
        return next.isAfter(now) ? times.stamp(next) + ", in " + Times.length(Duration.between(now, next)) : "now";
    }
}
