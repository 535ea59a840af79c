package ee.qmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireSizeTest {
    @ParameterizedTest
    @CsvSource({
        "'', 0", "a, 3", "a|, 3", "a^|, 3", "a^, 4", "|, 2", "^|, 2", "^^|, 3", "||, 4", ".|, 3", "a|b|, 6", "a^b|, 5"
    })
    void countsLineEndsAsTheyAreSent(String text, long wire) {
        byte[] stored = text.replace('|', '\n').replace('^', '\r').getBytes(StandardCharsets.US_ASCII);
        assertThat(WireSize.of(stored)).isEqualTo(wire);
    }

    @Test
    void doesNotDependOnHowTheTextIsCut() throws IOException {
        byte[] text = "a\r\nb\nc\r".getBytes(StandardCharsets.US_ASCII);
        WireSize size = new WireSize();
        for (byte octet : text) {
            size.add(new byte[] {octet}, 0, 1);
        }
        assertThat(size.wire()).isEqualTo(WireSize.of(text)).isEqualTo(10);
        assertThat(size.stored()).isEqualTo(7);
        assertThat(new WireSize().add(new ByteArrayInputStream(text)).wire()).isEqualTo(10);
    }

    @Test
    void writtenOctetsCountLikeReadOnes() throws IOException {
        byte[] text = "a\nb\r\nc\rd\n\nend".getBytes(StandardCharsets.US_ASCII);
        for (int piece = 1; piece <= text.length; piece++) {
            ByteArrayOutputStream stored = new ByteArrayOutputStream();
            WireSize size = new WireSize();
            try (OutputStream counted = size.counting(stored)) {
                counted.write(text[0]);
                for (int at = 1; at < text.length; at += piece) {
                    counted.write(text, at, Math.min(piece, text.length - at));
                }
            }
            assertThat(size.wire()).isEqualTo(WireSize.of(text));
            assertThat(stored.toByteArray()).isEqualTo(text);
        }
    }
}
