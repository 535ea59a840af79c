package ee.qmail.web.console;

import ee.qmail.deferred.WaitingJob;
import ee.qmail.message.Envelope;
import ee.qmail.text.Harmless;
import ee.qmail.web.language.Amounts;
import ee.qmail.web.language.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A job that waits, as the list of the queue shows it.
 *
 * @param id of the job
 * @param message its queue id
 * @param sender {@code <>} for a bounce
 * @param kind what the sender's address does not tell; empty if it tells all
 * @param recipients the first of them, as the sender knows them
 * @param more recipients that are not among them
 * @param report what was last said about the first of them
 * @param attempts channel, attempts and next one in a line
 * @param nextAt null if it is tried now
 */
public record JobRow(
        String id,
        String message,
        Instant arrival,
        String waits,
        String size,
        String sender,
        String kind,
        List<String> recipients,
        long more,
        String report,
        String attempts,
        Instant nextAt) {
    private static final int LONGEST_REPORT = 300;
    private static final int SHORT = 6;

    static JobRow of(WaitingJob job, Texts texts, Times times, Instant now) {
        String report = job.recipients().isEmpty()
                ? ""
                : Harmless.lines(job.recipients().get(0).report());
        List<String> recipients = job.recipients().stream()
                .map(recipient -> Harmless.line(recipient.address()))
                .toList();
        return new JobRow(
                job.id(),
                job.message(),
                job.arrival(),
                Times.length(Duration.between(job.arrival(), now)),
                new Amounts(texts).size(job.size()),
                job.sender().isEmpty() ? "<>" : Harmless.line(job.sender()),
                kind(job.sender(), texts),
                recipients,
                Math.max(0, job.waiting() - recipients.size()),
                report.length() > LONGEST_REPORT ? report.substring(0, LONGEST_REPORT) + "…" : report,
                attempts(job, texts, times, now),
                job.underWay() || !job.nextAttempt().isAfter(now) ? null : job.nextAttempt());
    }

    private static String kind(String sender, Texts texts) {
        return switch (sender) {
            case "" -> texts.of("message.bounce");
            case Envelope.DOUBLE_BOUNCE_SENDER -> texts.of("message.doubleBounce");
            default -> "";
        };
    }

    private static String attempts(WaitingJob job, Texts texts, Times times, Instant now) {
        String channel = texts.of(job.channel().equals("local") ? "message.local" : "message.remote");
        String next = !job.underWay() && job.nextAttempt().isAfter(now)
                ? texts.of(
                        "message.nextIn",
                        times.stamp(job.nextAttempt()),
                        Times.length(Duration.between(now, job.nextAttempt())))
                : texts.of("message.nextNow");
        return texts.of("queue.attemptsNext", channel, job.attempts(), next);
    }

    /** Its last digits, by which people tell it from the others on a page. */
    public String shortId() {
        return message.length() <= SHORT ? message : "…" + message.substring(message.length() - SHORT);
    }
}
