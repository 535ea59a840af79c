package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.statistics.Span;
import ee.qmail.web.language.Language;
import ee.qmail.web.language.Texts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartPageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "112; 100; DAY; 12 % more than the day before; 12 % más que el día anterior",
                "50; 100; HOUR; 50 % less than the hour before; 50 % menos que la hora anterior",
                "100; 100; WEEK; as much as the week before; tanto como la semana anterior",
                "12345; 10; MONTH; 123,350 % more than the month before; 123.350 % más que el mes anterior"
            })
    void aTrendIsComparedWithTheTimeBefore(long now, long before, Span span, String english, String spanish) {
        assertThat(ChartPage.trend(now, before, span, Texts.IN_ENGLISH)).isEqualTo(english);
        assertThat(ChartPage.trend(now, before, span, new Texts(Language.SPANISH)))
                .isEqualTo(spanish);
        assertThat(ChartPage.trend(now, 0, span, Texts.IN_ENGLISH)).isEmpty();
    }
}
