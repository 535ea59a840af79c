package ee.qmail.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.wire.LineReader.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines and their bounds, however the octets are cut. */
class LineReaderTest {
    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All lines, {@code !} for one that is too long; ends with {@code !!} if no line end is waited for any more. */
    private static List<String> lines(LineReader reader, ByteBuffer in) {
        List<String> lines = new ArrayList<>();
        while (in.hasRemaining()) {
            switch (reader.read(in)) {
                case PARTIAL -> {}
                case LINE -> lines.add(reader.take());
                case TOO_LONG -> lines.add("!");
                case ENDLESS -> {
                    lines.add("!!");
                    return lines;
                }
            }
        }
        return lines;
    }

    @Test
    void aLineEndsAtLfAndOneCrBeforeItIsDropped() {
        assertThat(lines(new LineReader(10, 100), octets("a\r\nb\n\r\n\n\rc\r\r\n\u00e9\0\r\nd")))
                .containsExactly("a", "b", "", "", "\rc\r", "\u00e9\0");
    }

    @ParameterizedTest
    @CsvSource({"8, true", "9, false", "20, false"})
    void aLineWithItsEndHasAtMostTheOctetsAllowed(int length, boolean allowed) {
        String text = "x".repeat(length);
        assertThat(lines(new LineReader(10, 100), octets(text + "\r\nnext\n")))
                .containsExactly(allowed ? text : "!", "next");
        assertThat(lines(new LineReader(10, 100), octets(text + "\nnext\n")))
                .as("with a bare LF")
                .containsExactly(allowed ? text : "!", "next");
    }

    @Test
    void aLineEndIsNotWaitedForWithoutBound() {
        LineReader reader = new LineReader(10, 100);
        assertThat(reader.read(octets("x".repeat(100)))).isEqualTo(Progress.PARTIAL);
        assertThat(reader.read(octets("x"))).isEqualTo(Progress.ENDLESS);
        assertThat(lines(new LineReader(10, 100), octets("x".repeat(100) + "\nok\n")))
                .containsExactly("!", "ok");
        assertThat(lines(new LineReader(10, 100), octets("x".repeat(101) + "\nok\n")))
                .containsExactly("!!");
    }

    @Test
    void linesDoNotDependOnInputBoundaries() {
        Random random = new Random(5321);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                text.append("x".repeat(random.nextInt(random.nextInt(8) == 0 ? 400 : 20)));
                text.append(random.nextBoolean() ? "\r\n" : random.nextBoolean() ? "\n" : "\r");
            }
            int max = 128 + round % 100;
            List<String> whole = lines(new LineReader(max, 300), octets(text.toString()));
            LineReader cut = new LineReader(max, 300);
            List<String> pieces = new ArrayList<>();
            for (int at = 0; at < text.length() && !pieces.contains("!!"); ) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(40));
                ByteBuffer direct = ByteBuffer.allocateDirect(end - at).put(octets(text.substring(at, end)));
                pieces.addAll(lines(cut, direct.flip()));
                at = end;
            }
            assertThat(pieces).isEqualTo(whole);
        }
    }
}
