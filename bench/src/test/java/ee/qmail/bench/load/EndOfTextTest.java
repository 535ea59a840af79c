package ee.qmail.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EndOfTextTest {
    private final EndOfText end = new EndOfText();

    @Test
    void leavesOctetsBehindTheEnd() {
        ByteBuf in = octets("a\r\n..b\r\n\r\n.\r\n+OK");

        assertThat(end.find(in)).isTrue();
        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("+OK");
    }

    @Test
    void theEndMayComeInPieces() {
        assertThat(end.find(octets("a\r"))).isFalse();
        assertThat(end.find(octets("\n."))).isFalse();
        assertThat(end.find(octets("\r"))).isFalse();
        assertThat(end.find(octets("\n"))).isTrue();
    }

    @Test
    void anEmptyTextEndsAtOnce() {
        assertThat(end.find(octets(".\r\n"))).isTrue();
    }

    @Test
    void aDotWithinALineEndsNothing() {
        assertThat(end.find(octets("a.\r\nb\r\n.c\r\n"))).isFalse();
    }

    private static ByteBuf octets(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
