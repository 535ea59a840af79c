package ee.qmail.routing;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.Channel;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
    private static final Instant BIRTH = Instant.ofEpochSecond(1_700_000_000L, 999_000_000);
    private static final Duration WEEK = Duration.ofSeconds(604800);

    @ParameterizedTest
    @CsvSource({
        "REMOTE, 0, 400", "REMOTE, 399, 1521", "REMOTE, 400, 1600", "REMOTE, 401, 1600", "REMOTE, 500, 1764",
        "REMOTE, 3600, 6400", "LOCAL, 0, 100", "LOCAL, 100, 400", "LOCAL, 900, 1600", "LOCAL, -5, 100"
    })
    void sch1AgeToNextAge(Channel channel, long age, long next) {
        assertThat(RetrySchedule.nextAttempt(channel, BIRTH, BIRTH.plusSeconds(age)))
                .isEqualTo(BIRTH.plusSeconds(next));
    }

    @ParameterizedTest
    @CsvSource({"REMOTE, 40, 608400", "LOCAL, 79, 608400"})
    void sch2And3PunctualTriesUntilTheDyingOne(Channel channel, int tries, long lastAge) {
        Instant now = BIRTH;
        int count = 1;
        while (!RetrySchedule.isDying(BIRTH, now, WEEK)) {
            now = RetrySchedule.nextAttempt(channel, BIRTH, now);
            count++;
        }
        assertThat(count).isEqualTo(tries);
        assertThat(Duration.between(BIRTH, now)).hasSeconds(lastAge);
    }

    @Test
    void sch3DyingIsStrictlyOlder() {
        assertThat(RetrySchedule.isDying(BIRTH, BIRTH.plus(WEEK), WEEK)).isFalse();
        assertThat(RetrySchedule.isDying(BIRTH, BIRTH.plus(WEEK).plusSeconds(1), WEEK))
                .isTrue();
    }
}
