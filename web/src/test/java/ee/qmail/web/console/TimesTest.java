package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "-3, 0 s",
        "0, 0 s",
        "59, 59 s",
        "60, 1 min",
        "381, 6 min",
        "3599, 59 min",
        "3600, 1 h",
        "7530, 2 h 5 min",
        "86399, 23 h 59 min",
        "86400, 1 d",
        "277200, 3 d 5 h",
        "34560000, 400 d"
    })
    void aLengthHasAtMostTwoUnits(long seconds, String told) {
        assertThat(Times.length(Duration.ofSeconds(seconds))).isEqualTo(told);
    }
}
