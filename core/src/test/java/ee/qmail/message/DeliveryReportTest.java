package ee.qmail.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryReportTest {
    private static DeliveryReport replied(Reason reason, String reply) {
        return DeliveryReport.replied("a@b", Outcome.DEFERRAL, reason, "192.0.2.1", reply);
    }

    /** A row has no room for a longer name; no sentence of ours shows its frame. */
    @ParameterizedTest
    @EnumSource
    void everyReasonHasAWholeSentence(Reason reason) {
        DeliveryReport report = reason.status() == null
                ? replied(reason, "450 no")
                : DeliveryReport.ofHost("a@b", reason, "192.0.2.1", "x {host}");
        assertThat(report.text().replace("x {host}", "")).doesNotContain("{", "}");
        assertThat(reason.name()).hasSizeLessThanOrEqualTo(40);
        if (reason.status() != null) {
            assertThat(report.outcome()).isNotEqualTo(Outcome.SUCCESS);
            assertThat(report.text().split("\n(?=Remote)")[0]).endsWith(" (#" + reason.status() + ")");
        }
    }

    @Test
    void theOtherServersStatusGoesBeforeOurs() {
        assertThat(replied(Reason.CONNECTION_DIED, "421 4.3.2 bye").status()).hasToString("4.3.2");
        assertThat(replied(Reason.CONNECTION_DIED, "421 bye (#4.3.2)").status()).hasToString("4.4.2");
        assertThat(replied(Reason.SENDER_REJECTED, "421 bye (#4.3.2)").status()).hasToString("4.3.2");
        assertThat(replied(Reason.SENDER_REJECTED, "421 bye").status()).isNull();
        assertThat(replied(Reason.CONNECTION_DIED, "421 4.3.2 bye").text())
                .isEqualTo("Connected to 192.0.2.1 but connection died. (#4.4.2)\nRemote host said: 421 4.3.2 bye");
    }

    @Test
    void onlyADeferralEnds() {
        DeliveryReport deferral = DeliveryReport.of("a@b", Reason.ABSENT);
        DeliveryReport ended = deferral.ended(Ending.TOO_LONG);
        assertThat(ended.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(ended.reason()).isEqualTo(Reason.ABSENT);
        assertThat(ended.status()).isEqualTo(deferral.status());
        assertThat(ended.ended(Ending.BY_HAND)).isSameAs(ended);
        DeliveryReport success = DeliveryReport.delivered("a@b", new Did(1, 0, 0));
        assertThat(success.ended(Ending.TOO_LONG)).isSameAs(success);
        assertThat(DeliveryReport.program("a@b", Outcome.DEFERRAL, "no")
                        .ended(Ending.NOT_KEPT)
                        .status())
                .hasToString("5.3.0");
    }

    @Test
    void theOutputOfAProgramIsTakenLiterally() {
        DeliveryReport report = DeliveryReport.program("a@b", Outcome.FAILURE, "no {host} (#5.6.0) {detail}");
        assertThat(report.text()).isEqualTo("no {host} (#5.6.0) {detail}");
        assertThat(report.status()).hasToString("5.6.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5.1", "3.1.1", "5.1.1234", "5.1.1 ", "(#5.1.1)"})
    void aStatusHasThreeNumbers(String code) {
        assertThatThrownBy(() -> EnhancedStatus.of(code)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The database cuts it. */
    @Test
    void theOutputOfAProgramWithoutItsLastLineEndStandsApartFromTheDeliveries() {
        assertThat(DeliveryReport.delivered("a", new Did(1, 0, 1), "xx").text()).isEqualTo("xx\ndid 1+0+1");
        assertThat(DeliveryReport.delivered("a", new Did(1, 0, 1), "xx\n").text())
                .isEqualTo("xx\ndid 1+0+1");
    }
}
