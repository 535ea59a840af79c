package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.deferred.WaitingMessage;
import ee.qmail.history.HistoryEntry;
import ee.qmail.history.HistoryState;
import ee.qmail.history.MessageLife;
import ee.qmail.message.Attributes;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.web.language.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifeRowTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final Texts TEXTS = Texts.IN_ENGLISH;
    private static final Times TIMES = new Times(TEXTS);
    private static final String BEN = "ben@example.net";

    private static HistoryEntry entry(HistoryState state, DeliveryReport report, String reply) {
        return new HistoryEntry(1, 42, 7, state, NOW, 2, 1, 10, "a@b.c", BEN, Attributes.NONE, "", "", report, reply);
    }

    private static DeliveryReport deferred(String reply) {
        return DeliveryReport.replied(BEN, Outcome.DEFERRAL, Reason.RECIPIENT_REJECTED, "192.0.2.99", reply);
    }

    private static LifeRow.To to(HistoryEntry entry, WaitingMessage waiting) {
        return LifeRow.To.of(entry, waiting, TEXTS, TIMES, NOW);
    }

    @Test
    void whoWaitsHasTheTimeOfTheNextAttempt() {
        Instant next = NOW.plusSeconds(400);
        WaitingMessage waiting = new WaitingMessage(
                "42",
                NOW,
                10,
                "a@b.c",
                Map.of(),
                List.of(new WaitingMessage.Recipient("remote", BEN, "deferral", "later", next, 2)));
        HistoryEntry deferred = entry(HistoryState.DEFERRED, deferred("450 later"), null);
        assertThat(to(deferred, waiting).next()).isEqualTo(TIMES.stamp(next) + ", in 6 min");
        assertThat(to(deferred, null).next()).isEqualTo("now");
        assertThat(to(entry(HistoryState.FAILED, deferred("550 no"), null), waiting)
                        .next())
                .isEmpty();
    }

    @Test
    void aRefusalIsToldByItsReply() {
        LifeRow.To refused = to(entry(HistoryState.REFUSED_RCPT, null, "550 5.1.1 no \u202Eone"), null);
        assertThat(refused.text()).isEqualTo("550 5.1.1 no \uFFFDone");
        assertThat(refused.state()).isEqualTo(new StateWord("refused-rcpt", "refused at RCPT", "failure"));
    }

    @Test
    void aStepHasHostAndReply() {
        LifeRow.Step step = LifeRow.Step.of(
                new MessageLife.Step(NOW, "deferred", BEN, 2, deferred("450 4.2.1 later"), null, 0), TEXTS);
        assertThat(step.attempt()).isEqualTo("attempt 2");
        assertThat(step.host() + step.text()).contains("192.0.2.99", "450 4.2.1 later");
        assertThat(step.other()).isEmpty();
    }

    @Test
    void aDeliveryHereIsToldInWordsAndABounceLeadsOn() {
        DeliveryReport here = DeliveryReport.delivered(BEN, new Did(1, 0, 0));
        assertThat(LifeRow.Step.of(new MessageLife.Step(NOW, "delivered", BEN, 1, here, null, 0), TEXTS)
                        .text())
                .isEqualTo("Put into the mailbox");
        LifeRow.Step bounce = LifeRow.Step.of(new MessageLife.Step(NOW, "bounce", "", 0, null, null, 43), TEXTS);
        assertThat(bounce.what().text()).isEqualTo("bounce sent");
        assertThat(bounce.other()).isEqualTo("43");
        assertThat(bounce.recipient() + bounce.attempt() + bounce.host() + bounce.text())
                .isEmpty();
    }
}
