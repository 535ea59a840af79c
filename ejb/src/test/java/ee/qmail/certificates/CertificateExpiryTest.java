package ee.qmail.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.message.QueueId;
import ee.qmail.submission.DirectInjection;
import ee.qmail.time.SettableClock;
import ee.qmail.tls.CertificateReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateExpiryTest {
    private static final Instant END = Instant.parse("2027-03-01T12:00:00Z");
    private static final Logger LOG = Logger.getLogger(CertificateExpiry.class.getName());

    @TempDir
    private Path control;

    private final SettableClock clock = new SettableClock(END.minus(Duration.ofDays(60)));
    private final List<String> mails = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private CertificateExpiry expiry;

    @BeforeEach
    void prepare() throws IOException {
        LOG.addHandler(log);
        Files.writeString(control.resolve("me"), "mx.example.org\n");
        expiry = fresh();
    }

    @AfterEach
    void stopListening() {
        LOG.removeHandler(log);
    }

    private CertificateExpiry fresh() {
        CertificateExpiry made = new CertificateExpiry();
        made.clock = clock;
        made.controlFiles = new ControlFiles(control, warning -> {});
        made.injection = new DirectInjection() {
            @Override
            public QueueId text(String key, String text, String subject, String sender, List<String> recipients) {
                mails.add(key + " " + recipients + " " + text);
                return QueueId.next();
            }
        };
        return made;
    }

    private static CertificateReport report(Instant end) {
        return new CertificateReport(
                "control/servercert.pem",
                List.of("mx.example.org"),
                end.minus(Duration.ofDays(365)),
                end,
                "EC P-256",
                "CN=x",
                false,
                true,
                null);
    }

    private void atDaysBefore(long days) {
        clock.set(END.minus(Duration.ofDays(days)).plusSeconds(1));
        expiry.look(List.of(report(END)));
        expiry.look(List.of(report(END)));
    }

    @Test
    void cert7TheLogIsToldAtEachStageAndThePostmasterOnce() {
        atDaysBefore(22);
        assertThat(logged).isEmpty();
        atDaysBefore(21);
        assertThat(logged).hasSize(1);
        atDaysBefore(8);
        assertThat(logged).hasSize(1);
        assertThat(mails).isEmpty();
        atDaysBefore(7);
        assertThat(logged).hasSize(2);
        assertThat(mails).hasSize(1);
        atDaysBefore(1);
        atDaysBefore(0);
        assertThat(logged).hasSize(4);
        assertThat(mails)
                .hasSize(1)
                .first()
                .asString()
                .contains(
                        "[postmaster@mx.example.org] control/servercert.pem: the certificate for mx.example.org (EC P-256) ends at"
                                + " 2027-03-01T12:00:00Z: put a new one in its place");
    }

    @Test
    void cert7AfterARestartTheMailIsTheSameUnderTheSameKeySoThatItIsARepetition() {
        atDaysBefore(7);
        expiry = fresh();
        atDaysBefore(5);
        assertThat(mails).hasSize(2);
        assertThat(mails.get(1)).isEqualTo(mails.get(0));
    }

    @Test
    void cert7ANewCertificateBeginsAnew() {
        atDaysBefore(7);
        clock.set(END.plus(Duration.ofDays(80)).plusSeconds(1));
        expiry.look(List.of(report(END.plus(Duration.ofDays(90)))));
        assertThat(logged).hasSize(2);
        expiry.look(List.of(report(END.plus(Duration.ofDays(200)))));
        assertThat(logged).hasSize(2);
    }

    @Test
    void aFileWithoutCertificateHasNoEnd() {
        expiry.look(List.of(new CertificateReport("x", List.of(), null, null, "", "", false, false, "wrong")));
        assertThat(logged).isEmpty();
    }
}
