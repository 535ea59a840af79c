package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.tls.CertificateReport;
import ee.qmail.web.language.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateRowTest {
    private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");

    private static CertificateRow row(Instant end, String problem) {
        CertificateReport report = new CertificateReport(
                "control/servercert.pem",
                List.of("a.example", "b.example"),
                NOW.minus(Duration.ofDays(400)),
                end,
                "EC P-256",
                "CN=x",
                true,
                true,
                problem);
        return CertificateRow.of(report, Texts.IN_ENGLISH, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 30 days, up",
        "21, 21 days, up",
        "20, 20 days, paused",
        "7, 7 days, paused",
        "6, 6 days, down",
        "1, 1 day, down",
        "0, ends today, down",
        "-1, over, down"
    })
    void cert7TheNearerTheEndTheLouder(long days, String left, String mark) {
        CertificateRow row = row(NOW.plus(Duration.ofDays(days)), null);
        assertThat(row.left()).isEqualTo(left);
        assertThat(row.mark()).isEqualTo(mark);
        assertThat(row.names()).isEqualTo("a.example b.example");
        assertThat(row.issuer()).isEqualTo("itself");
    }

    @Test
    void aProblemIsSeenAndNoCertificateIsOneToo() {
        assertThat(row(NOW.plus(Duration.ofDays(300)), "wrong").mark()).isEqualTo("paused");
        CertificateReport none =
                new CertificateReport("control/x", List.of(), null, null, "", "", false, false, "wrong");
        CertificateRow row = CertificateRow.of(none, Texts.IN_ENGLISH, NOW);
        assertThat(row.left()).isEqualTo("not in force");
        assertThat(row.end()).isNull();
        assertThat(row.mark()).isEqualTo("down");
    }
}
