package ee.qmail.remote.tls;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.dns.FakeDns;
import ee.qmail.time.SettableClock;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RTLS-2. */
class TlsFailuresTest {
    private static final InetAddress HOST = FakeDns.ip("192.0.2.1");

    private final SettableClock clock = new SettableClock();
    private final TlsFailures failures = new TlsFailures(clock);

    @Test
    void rtls2AFailureCountsWhenItHasLasted() {
        assertThat(failures.failed(HOST)).isFalse();
        clock.pass(TlsFailures.WAIT.minusSeconds(1));
        assertThat(failures.failed(HOST)).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(failures.failed(HOST)).isTrue();
        assertThat(failures.failed(FakeDns.ip("192.0.2.2"))).isFalse();
        assertThat(failures.isInClear(HOST)).isFalse();
    }

    @Test
    void rtls2SuccessAndTimeMakeItForgotten() {
        failures.failed(HOST);
        failures.succeeded(HOST);
        clock.pass(TlsFailures.WAIT);
        assertThat(failures.failed(HOST)).isFalse();
        clock.pass(TlsFailures.REMEMBERED.plusSeconds(1));
        assertThat(failures.failed(HOST)).isFalse();
    }

    @Test
    void rtls2MailGoesInClearForAnHour() {
        failures.goInClear(HOST);
        assertThat(failures.isInClear(HOST)).isTrue();
        clock.pass(TlsFailures.IN_CLEAR.minusSeconds(1));
        assertThat(failures.isInClear(HOST)).isTrue();
        clock.pass(Duration.ofSeconds(1));
        assertThat(failures.isInClear(HOST)).isFalse();
        assertThat(failures.failed(HOST)).isFalse();
    }

    @Test
    void theyAreBounded() {
        failures.failed(HOST);
        for (int i = 0; i < TlsFailures.SIZE; i++) {
            failures.failed(FakeDns.ip("10.0." + i / 250 + "." + i % 250));
        }
        clock.pass(TlsFailures.WAIT);
        assertThat(failures.failed(HOST)).isFalse();
        assertThat(failures.failed(FakeDns.ip("10.0.3.1"))).isTrue();
    }
}
