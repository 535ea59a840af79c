package ee.qmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            52428800S       | 52428800
            52428800S,1000C | 52428800
            1000C,52428800S | 52428800
            50M             | 52428800
            50mb            | 52428800
            2G              | 2147483648
            3K              | 3072
            77              | 77
            """)
    void vp6ASizeIsRead(String text, long octets) {
        assertThat(Quota.parse(text)).hasValue(octets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOQUOTA", "noquota", "", "0"})
    void vp6NoneIsNoLimit(String text) {
        assertThat(Quota.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "much", "10T", "1.5M", "10M!", "1000C", "99999999999999999999S", "1,2"})
    void namesAWrongQuota(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quota.parse(text))
                .withMessageContaining("'" + text + "'");
    }
}
