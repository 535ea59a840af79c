package ee.qmail.web.console;

import ee.qmail.deferred.WaitingMessage;
import ee.qmail.history.HistoryEntry;
import ee.qmail.history.HistoryState;
import ee.qmail.history.MessageLife;
import ee.qmail.message.DeliveryReport;
import ee.qmail.text.Harmless;
import ee.qmail.web.language.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the page about the life of a message shows in its two lists. */
public final class LifeRow {
    private LifeRow() {}

    /**
     * One recipient, with the last that is known.
     *
     * @param next when it is tried again, in words; empty for one who is settled
     * @param text what was said about it
     */
    public record To(String address, StateWord state, Instant changed, int attempts, String next, String text) {
        /** @param waiting the message in the queue; null if it does not wait */
        static To of(HistoryEntry entry, WaitingMessage waiting, Texts texts, Times times, Instant now) {
            return new To(
                    entry.recipient(),
                    StateWord.of(entry.state(), texts),
                    entry.changed(),
                    entry.attempts(),
                    LifeRow.next(entry, waiting, times, texts, now),
                    LifeRow.text(entry.report(), entry.reply(), texts));
        }
    }

    /**
     * Something that happened.
     *
     * @param what in words, with the style of its badge
     * @param recipient empty for what is about all of them
     * @param attempt which one it was, in words; empty for what is none
     * @param host the other server, where {@code text} does not name it; else empty
     * @param other the message that follows; empty if none does
     */
    public record Step(
            Instant at, StateWord what, String recipient, String attempt, String host, String text, String other) {
        static Step of(MessageLife.Step step, Texts texts) {
            DeliveryReport report = step.report();
            String text = LifeRow.text(report, step.reply(), texts);
            String host = report == null || report.host() == null ? "" : report.host();
            return new Step(
                    step.at(),
                    LifeRow.what(step.what(), texts),
                    step.recipient(),
                    step.attempt() == 0 ? "" : texts.of("life.attempt", step.attempt()),
                    text.contains(host) ? "" : texts.of("life.host", host),
                    text,
                    step.other() == 0 ? "" : Long.toString(step.other()));
        }
    }

    private static StateWord what(String word, Texts texts) {
        return switch (word) {
            case "bounce" -> new StateWord(word, texts.of("life.bounce"), word);
            case "forward" -> new StateWord(word, texts.of("life.forward"), word);
            default ->
                StateWord.of(HistoryState.named(word).orElseThrow().iterator().next(), texts);
        };
    }

    private static String text(DeliveryReport report, String reply, Texts texts) {
        String text = report == null ? Optional.ofNullable(reply).orElse("") : DeliveryRow.text(report, texts);
        return Harmless.lines(text.strip());
    }

    private static String next(HistoryEntry entry, WaitingMessage waiting, Times times, Texts texts, Instant now) {
        if (entry.state() != HistoryState.ACCEPTED && entry.state() != HistoryState.DEFERRED) {
            return "";
        }
        return Optional.ofNullable(waiting)
                .flatMap(message -> message.recipients().stream()
                        .filter(recipient -> recipient.outcome().equals("deferral")
                                && recipient.address().equals(entry.recipient()))
                        .findFirst())
                .map(WaitingMessage.Recipient::nextAttempt)
                .filter(time -> time.isAfter(now))
                .map(time -> texts.of("message.nextIn", times.stamp(time), Times.length(Duration.between(now, time))))
                .orElseGet(() -> texts.of("message.nextNow"));
    }
}
