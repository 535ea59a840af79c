package ee.qmail.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpLoadTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyMessageArrivesOnce(boolean reuse) {
        try (SmtpSink sink = new SmtpSink()) {
            SmtpResult result = SmtpLoad.run(job(sink.address(), 101, reuse));

            assertThat(result.accepted()).isEqualTo(101);
            assertThat(result.refused()).isZero();
            assertThat(sink.received()).isEqualTo(101);
        }
    }

    @Test
    void onlyThisMachineIsLoaded() {
        InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 25);

        assertThatThrownBy(() -> job(elsewhere, 1, true)).hasMessageContaining("loopback");
    }

    private static SmtpJob job(InetSocketAddress server, long messages, boolean reuse) {
        return new SmtpJob(
                server,
                7,
                messages,
                LIMIT,
                4096,
                reuse,
                number -> List.of("a@x.example", "b@x.example"),
                Entrance.CLEAR);
    }
}
