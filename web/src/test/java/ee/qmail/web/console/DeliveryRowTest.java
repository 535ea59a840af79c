package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.history.RecentDelivery;
import ee.qmail.message.Outcome;
import ee.qmail.message.ReportText;
import ee.qmail.web.language.Texts;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryRowTest {
    @ParameterizedTest
    @CsvSource({
        "did 1+0+0, Put into the mailbox",
        "did 0+1+0|qp 77, Sent on to 1 address",
        "did 0+2+1|qp 77, Sent on to 2 addresses|Handed to 1 program or application",
        "did 0+0+0, 'Taken, and put nowhere'",
        "did 0+0+3, Handed to 3 programs or applications",
        "192.0.2.1 accepted message.|Remote host said: 250 did 1+0+0, 192.0.2.1 accepted message.|Remote host said: 250 did 1+0+0"
    })
    void localDeliveriesAreToldInWords(String said, String told) {
        DeliveryRow row = row("ana@example.org", Outcome.SUCCESS, said.replace('|', '\n'));
        assertThat(row.text()).isEqualTo(told.replace('|', '\n'));
        assertThat(row.said()).isEqualTo(said.replace('|', '\n'));
    }

    @Test
    void bouncesHaveNoSenderToShow() {
        assertThat(row("", Outcome.FAILURE, "no").sender()).isEqualTo("(bounce)");
        assertThat(row("#@[]", Outcome.DEFERRAL, "no").sender()).isEqualTo("(double bounce)");
        assertThat(row("a@b.c", Outcome.DEFERRAL, "no").result()).isEqualTo("deferred");
    }

    private static DeliveryRow row(String sender, Outcome outcome, String said) {
        return DeliveryRow.of(
                new RecentDelivery(Instant.EPOCH, null, sender, ReportText.read("ben@example.net", outcome, said)),
                "",
                Texts.IN_ENGLISH);
    }
}
