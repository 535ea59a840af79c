package ee.qmail.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    @ParameterizedTest
    @ValueSource(ints = {256, 1000, 4095, 4096, 4097, 4098, 1_000_000})
    void itHasTheSizeThatWasAskedFor(int size) {
        String text = new String(Message.ofSize(size), StandardCharsets.US_ASCII);

        assertThat(text).hasSize(size).endsWith("\r\n").contains("\r\n\r\n").doesNotContain("\r\n.");
    }
}
