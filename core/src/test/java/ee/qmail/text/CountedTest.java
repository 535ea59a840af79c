package ee.qmail.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {
    @Test
    void oneIsNotSeveral() {
        assertThat(Counted.seconds(0)).isEqualTo("0 seconds");
        assertThat(Counted.seconds(1)).isEqualTo("1 second");
        assertThat(Counted.seconds(20)).isEqualTo("20 seconds");
    }
}
