package ee.qmail.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentFailuresTest {
    @Test
    void theNewestAreKept() {
        RecentFailures failures = new RecentFailures();
        for (int i = 0; i < RecentFailures.MOST + 5; i++) {
            failures.add(
                    new RecentFailures.Failure(Instant.ofEpochSecond(i), "192.0.2.1", "a", "pop3", "apop", "wrong"));
        }
        assertThat(failures.list()).hasSize(RecentFailures.MOST);
        assertThat(failures.list().get(0).at()).isEqualTo(Instant.ofEpochSecond(RecentFailures.MOST + 4));
    }
}
