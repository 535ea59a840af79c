package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.smtp.DataDecoder.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DATA in both directions: what ends a message, what is refused, what goes out (SMTP-12, section 3.1). */
class DataCodecTest {
    private record Decoded(Progress progress, String text, long lines, int left) {}

    private static Decoded decode(String wire) {
        return decode(latin1(wire), Integer.MAX_VALUE, false);
    }

    private static Decoded decode(byte[] wire, int step, boolean direct) {
        DataDecoder decoder = new DataDecoder();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Progress progress = Progress.MORE;
        int at = 0;
        while (at < wire.length && progress == Progress.MORE) {
            int count = Math.min(step, wire.length - at);
            ByteBuffer in = direct ? ByteBuffer.allocateDirect(count) : ByteBuffer.allocate(count);
            in.put(wire, at, count).flip();
            progress = decoder.decode(in, (octets, length) -> text.write(octets, 0, length));
            at += in.position();
        }
        String decoded = text.toString(StandardCharsets.ISO_8859_1);
        return new Decoded(progress, decoded, decoder.lines(), wire.length - at);
    }

    private static byte[] encode(byte[] body, int step) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        try {
            DataEncoder encoder = new DataEncoder(wire);
            for (int at = 0; at < body.length; at += step) {
                encoder.write(body, at, Math.min(step, body.length - at));
            }
            encoder.end();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return wire.toByteArray();
    }

    private static String encode(String body) {
        return new String(encode(latin1(body), 1000), StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void smtp12LinesAndDotsAreDecoded() {
        assertThat(decode(".\r\nrest")).isEqualTo(new Decoded(Progress.END, "", 0, 4));
        assertThat(decode("a\r\n..\r\n...b\r\n.c\r\n\r\n.\r\n"))
                .isEqualTo(new Decoded(Progress.END, "a\n.\n..b\nc\n\n", 5, 0));
        assertThat(decode("a.\r\nb .\r\n")).isEqualTo(new Decoded(Progress.MORE, "a.\nb .\n", 2, 0));
        assertThat(decode("\u00ff\u0000x\r\n.\r\n").text()).isEqualTo("\u00ff\u0000x\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\n.\r",
                "\r.\n",
                "\n..\r\n",
                "\r..\r\n",
                "\n\0.\r\n",
                "\r\n\0.\r\n",
                "\r\n.\0\r\n",
                "\r\r\n.\r\r\n",
                "\r\n.\r\r\n",
                "\r\0\n.\r\n",
                "\r\n.\r\0\n"
            })
    void smtp12FalseEndsDoNotEndData(String end) {
        String smuggled = "a" + end + "MAIL FROM:<evil@example.net>\r\n";
        for (int step = 1; step <= smuggled.length(); step++) {
            assertThat(decode(latin1(smuggled), step, false).progress())
                    .isIn(Progress.BARE_CR, Progress.BARE_LF, Progress.NUL);
        }
        Dialogue client = Dialogue.opened().begin().sendRaw(smuggled + "\r\n.\r\nNOOP\r\n");
        client.expect("554 5.6.0 *").expectDisconnected();
        assertThat(client.taken).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\n.\r",
                "\r.\n",
                "\r\r\n.\r\r\n",
                "\r",
                "\n",
                "\r\n",
                "\n\r.\n\r",
                ".",
                ".\n",
                ".\r",
                "..",
                "\r.",
                "\n.."
            })
    void rm10StoredOctetsCannotEndData(String stored) {
        for (String text : new String[] {stored, "a" + stored, "a" + stored + "MAIL FROM:<evil@example.net>\n"}) {
            String wire = encode(text);
            assertThat(decode(wire)).isEqualTo(new Decoded(Progress.END, normal(text), lines(normal(text)), 0));
            assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
            assertThat(wire.indexOf("\r\n.\r\n")).isIn(-1, wire.length() - 5);
        }
    }

    /** A server that drops NULs must not find an end either. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0.\n",
                "\0\0.\n",
                ".\0\n",
                "a\n\0.\nMAIL FROM:<evil@example.net>\n",
                "\0.\0\r\n",
                "\0",
                "\0\n.",
                "\r\0.\r"
            })
    void rm10DroppedNulsLeaveNoEnd(String stored) {
        String wire = "\r\n" + encode(stored).replace("\0", "");
        assertThat(wire.indexOf("\r\n.\r\n")).isEqualTo(wire.length() - 5);
        assertThat(("\r\n" + encode(stored))).endsWith("\r\n.\r\n");
    }

    /** What is doubled is a dot of the text, however the packets are cut. */
    @Test
    void smtp12DoubledDotsAreNoEnd() {
        byte[] wire = latin1("a\r\n..\r\n...\r\nMAIL FROM:<evil@example.net>\r\n.\r\n");
        for (int step = 1; step <= wire.length; step++) {
            assertThat(decode(wire, step, false))
                    .isEqualTo(new Decoded(Progress.END, "a\n.\n..\nMAIL FROM:<evil@example.net>\n", 4, 0));
        }
    }

    @Test
    void theReasonIsNamed() {
        assertThat(decode("a\nb").progress()).isEqualTo(Progress.BARE_LF);
        assertThat(decode("a\n\n.\r\n").progress()).isEqualTo(Progress.BARE_LF);
        assertThat(decode("a\rb").progress()).isEqualTo(Progress.BARE_CR);
        assertThat(decode("a\r\n\0").progress()).isEqualTo(Progress.NUL);
        Dialogue.opened()
                .begin()
                .sendRaw("a\nb")
                .expect("554 5.6.0 LF without CR *")
                .expectDisconnected();
        Dialogue.opened()
                .begin()
                .sendRaw("a\rb")
                .expect("554 5.6.0 CR without LF *")
                .expectDisconnected();
    }

    @Test
    void decodingReversesEncoding() {
        Random random = new Random(1);
        for (int round = 0; round < 3000; round++) {
            byte[] body = randomBody(random);
            byte[] wire = encode(body, 1 + random.nextInt(5000));
            Decoded decoded = decode(wire, 1 + random.nextInt(9000), random.nextBoolean());
            String expected = normal(new String(body, StandardCharsets.ISO_8859_1));
            assertThat(decoded).isEqualTo(new Decoded(Progress.END, expected, lines(expected), 0));
        }
    }

    private static byte[] randomBody(Random random) {
        byte[] body = new byte[random.nextInt(random.nextInt(20) == 0 ? 40_000 : 60)];
        String common = "\n\r..a\u00e9";
        int longRuns = random.nextInt(3);
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte)
                    (longRuns > 0 && random.nextInt(100) > 0 ? 'x' : common.charAt(random.nextInt(common.length())));
        }
        return body;
    }

    @Test
    void aBodyOfProperLinesComesBackUnchanged() {
        Random random = new Random(2);
        for (int round = 0; round < 500; round++) {
            StringBuilder body = new StringBuilder();
            for (int line = random.nextInt(30); line > 0; line--) {
                body.append(".".repeat(random.nextInt(3)))
                        .append("x".repeat(random.nextInt(1200)))
                        .append('\n');
            }
            assertThat(decode(encode(body.toString())).text()).isEqualTo(body.toString());
        }
    }

    /** Every line end as LF, and one at the end. */
    private static String normal(String text) {
        String lines = text.replace("\r\n", "\n").replace('\r', '\n');
        return lines.isEmpty() || lines.endsWith("\n") ? lines : lines + "\n";
    }

    private static long lines(String text) {
        return text.chars().filter(c -> c == '\n').count();
    }

    @Test
    void singleOctetsMayBeWritten() throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        DataEncoder encoder = new DataEncoder(wire);
        for (byte octet : latin1(".a\r\n.")) {
            encoder.write(octet);
        }
        encoder.end();
        assertThat(wire).hasToString("..a\r\n..\r\n.\r\n");
    }

    @Test
    void smtp14HopsAreCountedByTheirLetters() {
        HopCounter hops = new HopCounter();
        byte[] header = latin1("Received: x\nRECEIVEDx\n Received: no\nDelivered\nDeliver\nReceive\n");
        for (int i = 0; i < 33; i++) {
            hops.text(header, header.length);
        }
        assertThat(hops.isLooping()).isFalse();
        hops.text(latin1("received"), 8);
        assertThat(hops.isLooping()).isTrue();
    }
}
