package ee.qmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.maildir.WireSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireStreamTest {
    private static final byte[] NO_REPLY = {};

    /** In the examples {@code |} is LF and {@code ^} is CR. */
    @ParameterizedTest
    @CsvSource({
        "'', .^|",
        "a|, a^|.^|",
        "a, a^|.^|",
        "a^|, a^|.^|",
        "a^, a^^|.^|",
        "a^b|, a^b^|.^|",
        "^^|, ^^|.^|",
        ".|, ..^|.^|",
        "., ..^|.^|",
        ".^|, ..^|.^|",
        "a|..|.b|, a^|...^|..b^|.^|",
        "a.|b, a.^|b^|.^|",
        "|, ^|.^|"
    })
    void linesEndInCrLfAndDotsAreStuffed(String stored, String wire) throws IOException {
        assertThat(convert(octets(stored), WireStream.ALL)).isEqualTo(octets(wire));
    }

    @ParameterizedTest
    @CsvSource({
        "h: 1|h: 2||b1|b2|b3|, 0, h: 1^|h: 2^|^|.^|",
        "h: 1|h: 2||b1|b2|b3|, 1, h: 1^|h: 2^|^|b1^|.^|",
        "h: 1||b1||b3|, 2, h: 1^|^|b1^|^|.^|",
        "h: 1||b1, 1, h: 1^|^|b1^|.^|",
        "h: 1||b1, 9, h: 1^|^|b1^|.^|",
        "h: 1^|^|b1^|b2^|, 1, h: 1^|^|b1^|.^|",
        "|b1|b2|, 1, ^|b1^|.^|",
        "h: 1|h: 2, 0, h: 1^|h: 2^|.^|",
        "h: 1|^ x|^^||b1|, 0, h: 1^|^ x^|^^|^|.^|",
        "'', 0, .^|"
    })
    void topEndsAfterSoManyBodyLines(String stored, long lines, String wire) throws IOException {
        assertThat(convert(octets(stored), lines)).isEqualTo(octets(wire));
    }

    @Test
    void retrHasTheAdvertisedSizeAndTopIsItsPrefix() throws IOException {
        Random random = new Random(1939);
        for (int round = 0; round < 20_000; round++) {
            byte[] stored = randomText(random);
            byte[] whole = unstuffed(convert(stored, WireStream.ALL));
            assertThat(whole).hasSize((int) WireSize.of(stored));
            byte[] top = unstuffed(convert(stored, random.nextInt(5)));
            assertThat(top).isEqualTo(Arrays.copyOf(whole, top.length));
            assertThat(whole).isEqualTo(naive(stored));
        }
    }

    @Test
    void theOutcomeDoesNotDependOnHowTheFileIsRead() throws IOException {
        Random random = new Random(2449);
        for (int round = 0; round < 2_000; round++) {
            byte[] stored = randomText(random);
            WireStream trickle = new WireStream(trickling(stored, random), stored.length, 3, NO_REPLY);
            assertThat(oneByOne(trickle)).isEqualTo(convert(stored, 3));
        }
    }

    @Test
    void aSmallMessageIsOneReadTogetherWithItsReply() throws IOException {
        byte[] reply = octets("+OK 3 octets^|");
        WireStream stream = new WireStream(new ByteArrayInputStream(octets("a|")), 2, WireStream.ALL, reply);
        byte[] buffer = new byte[100];
        int n = stream.read(buffer);
        assertThat(Arrays.copyOf(buffer, n)).isEqualTo(octets("+OK 3 octets^|a^|.^|"));
        assertThat(stream.read(buffer)).isEqualTo(-1);
        assertThat(stream.read()).isEqualTo(-1);
    }

    @Test
    void manyBuffersOfDotsFit() throws IOException {
        byte[] stored = octets(".|".repeat(50_000));
        assertThat(convert(stored, WireStream.ALL)).isEqualTo(octets("..^|".repeat(50_000) + ".^|"));
        byte[] blank = octets("|".repeat(100_000));
        assertThat(convert(blank, WireStream.ALL)).isEqualTo(octets("^|".repeat(100_000) + ".^|"));
    }

    private static byte[] convert(byte[] stored, long bodyLines) throws IOException {
        return new WireStream(new ByteArrayInputStream(stored), stored.length, bodyLines, NO_REPLY).readAllBytes();
    }

    private static byte[] oneByOne(WireStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int octet = stream.read(); octet >= 0; octet = stream.read()) {
            all.write(octet);
        }
        return all.toByteArray();
    }

    private static FilterInputStream trickling(byte[] stored, Random random) {
        return new FilterInputStream(new ByteArrayInputStream(stored)) {
            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                return super.read(octets, offset, Math.min(length, 1 + random.nextInt(3)));
            }
        };
    }

    /** What a client takes from a multi-line reply (RFC 1939 section 3). */
    static byte[] unstuffed(byte[] wire) {
        String text = new String(wire, StandardCharsets.ISO_8859_1);
        assertThat(text).endsWith(".\r\n");
        String lines = "\r\n" + text.substring(0, text.length() - 3);
        assertThat(lines).endsWith("\r\n").doesNotContain("\r\n.\r\n");
        return lines.replace("\r\n..", "\r\n.").substring(2).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] naive(byte[] stored) {
        String text = new String(stored, StandardCharsets.ISO_8859_1).replaceAll("(?<!\r)\n", "\r\n");
        String whole = text.isEmpty() || text.endsWith("\n") ? text : text + "\r\n";
        return whole.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] randomText(Random random) {
        byte[] text = new byte[random.nextInt(60)];
        byte[] likely = {'\n', '\n', '\r', '.', '.', 0, (byte) 0xe9, 'a'};
        for (int i = 0; i < text.length; i++) {
            text[i] = random.nextInt(10) == 0 ? (byte) random.nextInt(256) : likely[random.nextInt(likely.length)];
        }
        return text;
    }

    private static byte[] octets(String text) {
        return text.replace('|', '\n').replace('^', '\r').getBytes(StandardCharsets.ISO_8859_1);
    }
}
