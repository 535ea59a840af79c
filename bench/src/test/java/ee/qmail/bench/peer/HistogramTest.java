package ee.qmail.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.bench.BenchException;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void theLastLineHasTheSum() {
        String text = """
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         94318        8215480  [B (java.base@17.0.15)
                Total        512300       34567890
                """;

        assertThat(Histogram.octets(text)).isEqualTo(34_567_890);
    }

    @Test
    void anAnswerWithoutASumIsShown() {
        assertThatThrownBy(() -> Histogram.octets("4711:\nnot allowed\n"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("not allowed");
    }
}
