package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.web.language.Language;
import ee.qmail.web.language.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
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

    @Test
    void aPointInTimeIsToldInOneFormInEachLanguageAndExactlyInItsTitle() {
        ZoneId madrid = ZoneId.of("Europe/Madrid");
        Instant instant = Instant.parse("2027-01-03T13:05:09.120Z");
        Times english = new Times(Texts.IN_ENGLISH, madrid);
        assertThat(english.stamp(instant)).isEqualTo("3 Jan 2027, 14:05:09");
        assertThat(new Times(new Texts(Language.SPANISH), madrid).stamp(instant))
                .isEqualTo("3 ene 2027, 14:05:09");
        assertThat(english.exact(instant)).isEqualTo("2027-01-03T14:05:09.120+01:00[Europe/Madrid]");
        assertThat(english.stamp(null)).isEmpty();
        assertThat(english.exact(null)).isNull();
    }
}
