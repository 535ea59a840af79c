package ee.qmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.dns.FakeDns;
import ee.qmail.time.SettableClock;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The table of hosts that time out (2.12b). */
class TcpToTest {
    private static final InetAddress HOST = FakeDns.ip("192.0.2.1");

    private final SettableClock clock = new SettableClock();
    private final TcpTo tcpTo = new TcpTo(clock);

    private void pass(long seconds) {
        clock.pass(Duration.ofSeconds(seconds));
    }

    @Test
    void to1To3TwoTimeoutsApartMakeAHostSkipped() {
        tcpTo.timedOut(HOST);
        assertThat(tcpTo.isSkipped(HOST)).isFalse();
        pass(119);
        tcpTo.timedOut(HOST);
        assertThat(tcpTo.isSkipped(HOST)).isFalse();
        pass(1);
        tcpTo.timedOut(HOST);
        assertThat(tcpTo.isSkipped(HOST)).isTrue();
        assertThat(tcpTo.isSkipped(FakeDns.ip("192.0.2.2"))).isFalse();
    }

    private void skip(InetAddress host) {
        tcpTo.timedOut(host);
        pass(120);
        tcpTo.timedOut(host);
    }

    @Test
    void to2AHostIsTriedAgainAfterAboutAnHour() {
        skip(HOST);
        pass(60 * 64 - 1);
        assertThat(tcpTo.isSkipped(HOST)).isTrue();
        pass(31 * 64 + 1);
        assertThat(tcpTo.isSkipped(HOST)).isFalse();
    }

    @Test
    void to1And5AnAnswerAndAnAdministratorReset() {
        skip(HOST);
        tcpTo.answered(HOST);
        assertThat(tcpTo.isSkipped(HOST)).isFalse();
        skip(HOST);
        tcpTo.clear();
        assertThat(tcpTo.isSkipped(HOST)).isFalse();
        assertThat(tcpTo.list()).isEmpty();
    }

    @Test
    void to5TheListReadsLikeQmailTcpto() {
        skip(HOST);
        pass(7);
        assertThat(tcpTo.list()).containsExactly(new TcpTo.Timeout(HOST, Duration.ofSeconds(7), 2));
        assertThat(tcpTo.list().get(0)).hasToString("192.0.2.1 timed out 7 seconds ago; # recent timeouts: 2");
    }

    @Test
    void to3TheCountStopsAtTen() {
        for (int i = 0; i < 20; i++) {
            tcpTo.timedOut(HOST);
            pass(120);
        }
        assertThat(tcpTo.list().get(0).count()).isEqualTo(TcpTo.MAX_COUNT);
    }

    @Test
    void to4TheLeastImportantEntryMakesRoom() {
        skip(HOST);
        InetAddress first = FakeDns.ip("10.0.0.1");
        for (int i = 1; i <= TcpTo.SIZE; i++) {
            tcpTo.timedOut(FakeDns.ip("10.0.0." + i));
            pass(1);
        }
        assertThat(tcpTo.list()).hasSize(TcpTo.SIZE);
        assertThat(tcpTo.list())
                .extracting(TcpTo.Timeout::address)
                .contains(HOST)
                .doesNotContain(first);
    }
}
