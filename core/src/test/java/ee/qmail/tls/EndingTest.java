package ee.qmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingTest {
    private static final Instant END = Instant.parse("2027-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "365, P21D, FAR",
        "365, PT503H, SOON",
        "365, PT167H, URGENT",
        "365, PT23H, LAST",
        "365, PT-1S, OVER",
        "90, P15D, FAR",
        "90, PT359H, SOON",
        "90, PT119H, URGENT",
        "90, PT17H, LAST",
        "6, P2D, FAR",
        "6, PT25H, FAR",
        "6, PT23H, SOON",
        "6, PT7H, URGENT",
        "6, PT1H, LAST"
    })
    void cert7TheLessItLivesTheLaterItIsTold(int life, Duration left, Ending expected) {
        assertThat(Ending.of(END.minus(Duration.ofDays(life)), END, END.minus(left)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1", "6", "21", "47", "90"})
    void cert13OneThatIsRenewedAtTwoThirdsNeverWarns(int life) {
        Instant begin = END.minus(Duration.ofDays(life));
        Instant latest = begin.plus(Duration.ofDays(life).multipliedBy(7).dividedBy(10));
        assertThat(Ending.of(begin, END, latest)).isEqualTo(Ending.FAR);
    }
}
