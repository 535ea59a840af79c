package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.RecipientVerdict;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random splits of good dialogues, and random octets, with fixed seeds. */
class SmtpSessionFuzzTest {
    private static final String[] PIECES = {
        "EHLO x\r\n",
        "HELO y\r\n",
        "MAIL FROM:<a@b>",
        "MAIL FROM:<>",
        " SIZE=99",
        " SMTPUTF8",
        "RCPT TO:<c@d>",
        "RCPT TO:<no@d>",
        "RCPT TO:<\u00c3\u00b1@d>",
        "DATA\r\n",
        "RSET\r\n",
        "NOOP\r\n",
        "VRFY x\r\n",
        "HELP\r\n",
        "QUIT",
        "\r\n",
        "\r\n",
        "\r\n.\r\n",
        "\n",
        "\r",
        ".",
        "\0",
        "<",
        ">",
        "\"",
        "\\",
        "@",
        " ",
        "\u00c3",
        "\u00ff\u00fe",
        "text",
    };

    private static String script(Random random, String[] messages) {
        StringBuilder script = new StringBuilder("EHLO client\r\n");
        for (String text : messages) {
            script.append("MAIL FROM:<a@b> SIZE=10\r\nRCPT TO:<no@d>\r\n");
            for (int i = random.nextInt(4); i >= 0; i--) {
                script.append("RCPT TO:<c").append(i).append("@d>\r\n");
            }
            script.append(random.nextInt(4) == 0 ? "NOOP\r\nDATA\r\n" : "DATA\r\n")
                    .append(text)
                    .append(".\r\n");
        }
        return script.append("RCPT TO:<x@y>\r\nVRFY z\r\nNONSENSE\r\nQUIT\r\n").toString();
    }

    private static Dialogue newDialogue() {
        Dialogue client = Dialogue.opened(Dialogue.policy(null, 30_000, 100));
        client.verdicts.put("no@d", RecipientVerdict.NO_SUCH_MAILBOX);
        return client;
    }

    private static String outcome(Dialogue client) {
        StringBuilder all = new StringBuilder(client.replies().replaceAll("qp \\d+", "qp N"));
        client.taken.forEach(taken -> all.append(taken.message().envelope())
                .append(taken.message().wireSize()
                        - taken.message().id().toString().length())
                .append(Dialogue.withoutReceived(taken.text())));
        return all.append(client.disconnected).toString();
    }

    @Test
    void repliesDoNotDependOnInputBoundaries() {
        Random random = new Random(3);
        String[] messages = {
            "", "Subject: x\r\n\r\n..\r\n.x\r\n", "x".repeat(20_000) + "\r\n", "y".repeat(40_000) + "\r\n"
        };
        for (int round = 0; round < 60; round++) {
            String script = script(random, messages);
            String whole = outcome(newDialogue().sendRaw(script));
            assertThat(whole).contains("250 2.0.0 ok 1795309323", "550 5.1.1", "552 5.3.4", "221 2.0.0");
            Dialogue cut = newDialogue();
            int longest = 1 + random.nextInt(round % 2 == 0 ? 40 : 9000);
            for (int at = 0; at < script.length(); ) {
                int end = Math.min(script.length(), at + 1 + random.nextInt(longest));
                cut.sendRaw(script.substring(at, end));
                at = end;
            }
            assertThat(outcome(cut)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void hostileOctetsNeverBreakIt(long seed) {
        Random random = new Random(seed);
        int sent = 0;
        while (sent < 500_000) {
            Dialogue client = newDialogue();
            client.defer = random.nextInt(5) == 0;
            while (!client.session().isClosed() && sent < 500_000) {
                byte[] octets = hostile(random);
                client.sendRaw(octets);
                sent += octets.length;
                assertThat(client.leftOver() == 0 || client.session().isClosed())
                        .isTrue();
            }
            client.session().disconnected();
            client.taken.forEach(taken -> assertThat(taken.text()).doesNotContain("\r"));
        }
    }

    private static byte[] hostile(Random random) {
        if (random.nextInt(3) == 0) {
            byte[] octets = new byte[random.nextInt(300)];
            random.nextBytes(octets);
            return octets;
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void randomDialoguesKeepTheRules() {
        Random random = new Random(14);
        int messages = 0;
        for (int round = 0; round < 4000; round++) {
            Dialogue client = newDialogue();
            for (int i = 0; i < 30 && !client.session().isClosed(); i++) {
                client.sendRaw(PIECES[random.nextInt(18)]);
            }
            messages += client.taken.size();
            for (Dialogue.Taken taken : client.taken) {
                assertThat(taken.message().envelope().recipients()).isNotEmpty().allMatch(r -> !r.equals("no@d"));
                assertThat(taken.message().wireSize())
                        .isEqualTo(taken.text().replace("\n", "\r\n").length());
            }
        }
        assertThat(messages).isPositive();
    }
}
