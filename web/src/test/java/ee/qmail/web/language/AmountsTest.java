package ee.qmail.web.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
    @ParameterizedTest
    @CsvSource({
        "604800, seconds, seconds (7 days)",
        "5400, seconds, seconds (90 minutes)",
        "1200, seconds, seconds (20 minutes)",
        "150, seconds, seconds (2.5 minutes)",
        "151, seconds, seconds (about 2.5 minutes)",
        "60, seconds, seconds",
        "0, octets, octets",
        "50000000, octets, octets (50 MB)",
        "33554432, octets, octets (about 33.5 MB)",
        "5000, connections, connections",
        "much, seconds, seconds",
        "99999999999999999999, seconds, seconds"
    })
    void largeNumbersAreSaidInLargerUnits(String number, String unit, String told) {
        assertThat(new Amounts(Texts.IN_ENGLISH).of(number, unit)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 octets",
        "999, 999 octets",
        "1000, 1 kB",
        "3260000, 3.2 MB",
        "52428800, 52.4 MB",
        "2000000000, 2 GB"
    })
    void aSizeIsSaidInItsUnit(long octets, String told) {
        assertThat(new Amounts(Texts.IN_ENGLISH).size(octets)).isEqualTo(told);
    }
}
