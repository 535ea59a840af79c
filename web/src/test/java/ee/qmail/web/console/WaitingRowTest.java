package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.deferred.WaitingMessage;
import ee.qmail.web.language.Texts;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitingRowTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Texts TEXTS = Texts.IN_ENGLISH;
    private static final Times TIMES = new Times(TEXTS);

    private static WaitingMessage.Recipient recipient(String outcome, String report, Instant next) {
        return new WaitingMessage.Recipient("remote", "bo@far.example", outcome, report, next, 3);
    }

    private static WaitingMessage message(String sender, long size, List<WaitingMessage.Recipient> recipients) {
        return new WaitingMessage("42", NOW, size, sender, Map.of(), recipients);
    }

    private static WaitingRow.To only(WaitingMessage.Recipient recipient) {
        return WaitingRow.whole(message("a@b.c", 1, List.of(recipient)), TEXTS, TIMES, NOW)
                .recipients()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({"'', <>, bounce", "#@[], #@[], double bounce", "a@b.c, a@b.c, ''"})
    void bouncesAreMarked(String sender, String told, String kind) {
        WaitingRow row = WaitingRow.whole(message(sender, 1, List.of()), TEXTS, TIMES, NOW);
        assertThat(row.sender()).isEqualTo(told);
        assertThat(row.kind()).isEqualTo(kind);
    }

    @Test
    void theSizeHasAUnit() {
        assertThat(WaitingRow.whole(message("", 345, List.of()), TEXTS, TIMES, NOW)
                        .size())
                .isEqualTo("345 octets");
        assertThat(WaitingRow.whole(message("", 5_000_000, List.of()), TEXTS, TIMES, NOW)
                        .size())
                .isEqualTo("5,000,000 octets (5 MB)");
    }

    @Test
    void showsTheNextAttemptForWaitingRecipientsOnly() {
        Instant next = NOW.plusSeconds(400);
        assertThat(only(recipient("deferral", "not now", next)))
                .isEqualTo(new WaitingRow.To(
                        "remote",
                        "bo@far.example",
                        "deferred",
                        "deferral",
                        "not now",
                        3,
                        TIMES.stamp(next) + ", in 6 min",
                        next,
                        "remote, attempts: 3, next: " + TIMES.stamp(next) + ", in 6 min"));
        assertThat(only(recipient("deferral", "not now", NOW)).next()).isEqualTo("now");
        assertThat(only(recipient("success", "ok", next)))
                .extracting(WaitingRow.To::result, WaitingRow.To::next)
                .containsExactly("delivered", "");
        assertThat(only(recipient("failure", "no", next)).result()).isEqualTo("failed");
    }

    @Test
    void aListHasTheFirstRecipientsAndTheBeginningOfTheirReports() {
        List<WaitingMessage.Recipient> many = Collections.nCopies(1_000, recipient("deferral", "x".repeat(301), NOW));
        WaitingRow brief = WaitingRow.brief(message("a@b.c", 1, many), 5, TEXTS, TIMES, NOW);
        assertThat(brief.recipients()).hasSize(5);
        assertThat(brief.more()).isEqualTo(995);
        assertThat(brief.recipients().get(0).report()).hasSize(301).endsWith("x…");

        WaitingRow whole = WaitingRow.whole(message("a@b.c", 1, many), TEXTS, TIMES, NOW);
        assertThat(whole.recipients()).hasSize(1_000);
        assertThat(whole.more()).isZero();
        assertThat(whole.recipients().get(0).report()).doesNotContain("…");
    }

    @Test
    void aLongIdIsShownByItsEnd() {
        WaitingMessage message = new WaitingMessage("1234567890123456789", NOW, 1, "", Map.of(), List.of());
        assertThat(WaitingRow.whole(message, TEXTS, TIMES, NOW).shortId()).isEqualTo("…456789");
        assertThat(WaitingRow.whole(message("", 1, List.of()), TEXTS, TIMES, NOW)
                        .shortId())
                .isEqualTo("42");
    }
}
