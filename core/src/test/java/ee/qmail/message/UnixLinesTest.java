package ee.qmail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnixLinesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a\r\nb", "a\rb\r", "\r\r\n\n", "\r\n\r"})
    void onlyACrBeforeALfGoes(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        UnixLines lines = new UnixLines(out);
        lines.write(text.getBytes(StandardCharsets.US_ASCII));
        lines.end();
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(text.replace("\r\n", "\n"));
    }
}
