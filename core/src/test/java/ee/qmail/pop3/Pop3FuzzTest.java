package ee.qmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.maildir.Maildir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile and randomly cut input, from fixed seeds. */
class Pop3FuzzTest {
    private static final String[] LIKELY = {
        "USER ana@example.org\r\n",
        "PASS secret word\r\n",
        "STAT\r\n",
        "LIST\r\n",
        "LIST 1\r\n",
        "UIDL\r\n",
        "RETR 1\r\n",
        "TOP 2 1\r\n",
        "DELE 2\r\n",
        "RSET\r\n",
        "NOOP\r\n",
        "CAPA\r\n",
        "QUIT\r\n",
        "PASS\n",
        "TOP 1 \0\r\n",
        "\r\n",
        "\r",
        "RETR 99999999999999999999\r\n",
        "DELE -1\r\n",
        "\u00e9\u00ff",
        " ",
        "LAST\r\n",
        "x"
    };

    @TempDir
    Path maildir;

    @BeforeEach
    void twoMessages() throws IOException {
        new Maildir(maildir).create();
        Files.writeString(maildir.resolve("cur/1.a.host:2,"), "a: b\n\nc\n.\n");
        Files.writeString(maildir.resolve("cur/2.b.host:2,"), "d: e\n\nf\ng");
    }

    @Test
    void aMillionHostileOctetsNeverThrow() {
        Random random = new Random(1939);
        int octets = 0;
        while (octets < 1_000_000) {
            byte[] garbage = random.nextBoolean() ? commands(random, 60) : noise(random);
            octets += garbage.length;
            Pop3Dialogue dialogue = new Pop3Dialogue(maildir).open();
            if (random.nextBoolean()) {
                dialogue.octets("USER ana@example.org\r\nPASS secret word\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            dialogue.octets(garbage);
            assertThat(dialogue.all()).startsWith("+OK mx.example.org\r\n").endsWith("\r\n");
            restore();
        }
    }

    @Test
    void repliesDoNotDependOnInputBoundaries() {
        Random random = new Random(2449);
        for (int round = 0; round < 1_000; round++) {
            byte[] input = commands(random, 40);
            Pop3Dialogue whole = new Pop3Dialogue(maildir).open().octets(input);
            restore();
            Pop3Dialogue cut = new Pop3Dialogue(maildir).open();
            cut.later = random.nextBoolean();
            for (int from = 0; from < input.length; ) {
                int to = Math.min(input.length, from + 1 + random.nextInt(12));
                cut.octets(Arrays.copyOfRange(input, from, to));
                from = to;
                if (cut.hasAnswers() && random.nextBoolean()) {
                    cut.answer();
                }
            }
            while (cut.hasAnswers()) {
                cut.answer();
            }
            assertThat(cut.all()).isEqualTo(whole.all());
            assertThat(cut.session.isClosed()).isEqualTo(whole.session.isClosed());
            restore();
        }
    }

    private void restore() {
        if (!Files.exists(maildir.resolve("cur/2.b.host:2,"))) {
            try {
                Files.writeString(maildir.resolve("cur/2.b.host:2,"), "d: e\n\nf\ng");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static byte[] commands(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            text.append(LIKELY[random.nextInt(LIKELY.length)]);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(12_000)];
        random.nextBytes(noise);
        for (int i = random.nextInt(40); i < noise.length; i += 1 + random.nextInt(900)) {
            noise[i] = '\n';
        }
        return noise;
    }
}
