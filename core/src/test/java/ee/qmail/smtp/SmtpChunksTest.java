package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BDAT (RFC 3030). */
class SmtpChunksTest {
    private final Dialogue client = Dialogue.opened();

    private static Dialogue recipients(Dialogue client) {
        return client.send("MAIL FROM:<ana@example.net>", "RCPT TO:<bo@example.org>")
                .expect("250 *", "250 *");
    }

    private static String bdat(String octets, boolean last) {
        return "BDAT " + octets.length() + (last ? " LAST" : "") + "\r\n" + octets;
    }

    @Test
    void rfc3030AMessageComesInChunksThatAreCutAnywhere() {
        recipients(client)
                .sendRaw(bdat("Subject: x\r", false))
                .expect("250 2.0.0 11 octets received")
                .sendRaw(bdat("\n\r\n.\r\n..\r\n.dot\r\ntext\r\n", false))
                .expect("250 2.0.0 * octets received")
                .sendRaw("bDaT 0 last\r\n")
                .expect("250 2.0.0 ok *")
                .expectNothing();
        assertThat(client.onlyText()).isEqualTo("Subject: x\n\n.\n..\n.dot\ntext\n");
        recipients(client);
    }

    @Test
    void rfc3030OctetsAreTakenAsTheyComeAndWhatFollowsIsACommand() {
        recipients(client);
        for (char octet : (bdat("QUIT\r\n", false) + bdat("RSET\r\n", true) + "NOOP\r\n").toCharArray()) {
            client.sendRaw(String.valueOf(octet));
        }
        client.expect("250 2.0.0 6 octets received", "250 2.0.0 ok *", "250 2.0.0 *")
                .expectNothing();
        assertThat(client.onlyText()).isEqualTo("QUIT\nRSET\n");
    }

    @Test
    void rfc3030AllMayComeAtOnce() {
        client.sendRaw("MAIL FROM:<ana@example.net>\r\nRCPT TO:<bo@example.org>\r\n" + bdat("a\r\n", false)
                        + bdat("b\r\n", true) + "MAIL FROM:<>\r\nRCPT TO:<bo@example.org>\r\n" + bdat("c\r\n", true))
                .expect("250 *", "250 *", "250 2.0.0 3 *", "250 2.0.0 ok *", "250 *", "250 *", "250 2.0.0 ok *")
                .expectNothing();
        assertThat(client.taken).hasSize(2);
    }

    /** As DATA would have ended it. */
    @Test
    void aLastLineWithoutAnEndGetsOne() {
        recipients(client).sendRaw(bdat("a\r\nb", true)).expect("250 2.0.0 ok *");
        assertThat(client.onlyText()).isEqualTo("a\nb\n");
        assertThat(client.taken.get(0).message().wireSize()
                        - client.taken.get(0).text().length())
                .as("one more octet for each line, the Received line's among them")
                .isEqualTo(client.taken.get(0).text().lines().count());
    }

    @Test
    void anEmptyMessageIsOne() {
        recipients(client).sendRaw("BDAT 0 LAST\r\n").expect("250 2.0.0 ok *");
        assertThat(client.onlyText()).isEmpty();
    }

    /** They go on with DATA, where a bare line end could be taken for the end (ADR 6). */
    @ParameterizedTest
    @ValueSource(strings = {"a\nb\r\n", "a\rb\r\n", "\r\n\0.\r\n", "a\r"})
    void bareLineEndsAreRefusedAsWithData(String text) {
        recipients(client).sendRaw(bdat(text, true)).expect("554 5.6.0 *").expectDisconnected();
        assertThat(client.taken).isEmpty();
        assertThat(client.bodies)
                .allSatisfy(body -> assertThat(body.open().readAllBytes()).isEmpty());
    }

    @Test
    void rfc3030AChunkThatIsNotWantedIsReadBeforeItIsRefused() {
        client.sendRaw(bdat("MAIL FROM:<>\r\n", true))
                .expect("503 5.5.1 MAIL first")
                .expectNothing();
        client.send("MAIL FROM:<ana@example.net>")
                .expect("250 *")
                .sendRaw(bdat("RCPT TO:<bo@example.org>\r\n", false) + bdat("DATA\r\n", true))
                .expect("503 5.5.1 RCPT first", "503 5.5.1 MAIL first")
                .expectNothing();
        assertThat(client.asked).isEmpty();
        assertThat(client.taken).isEmpty();
    }

    @Test
    void rfc3030BdatAndDataDoNotMix() {
        recipients(client)
                .sendRaw(bdat("a\r\n", false))
                .expect("250 2.0.0 3 *")
                .send("DATA", "RCPT TO:<cy@example.org>", "MAIL FROM:<>", "NOOP")
                .expect("503 5.5.1 the message has begun*", "503 5.5.1 the message*", "503 *", "250 *")
                .sendRaw(bdat("b\r\n", true))
                .expect("250 2.0.0 ok *");
        assertThat(client.onlyText()).isEqualTo("a\nb\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSET", "EHLO x", "HELO x", "QUIT"})
    void chunksAreDiscardedWhenTheTransactionEnds(String command) throws Exception {
        recipients(client).sendRaw(bdat("a\r\n", false)).expect("250 2.0.0 3 *").send(command);
        assertThat(client.bodies).hasSize(1);
        assertThat(client.bodies.get(0).open().readAllBytes()).isEmpty();
        assertThat(client.taken).isEmpty();
    }

    /** Where it ends is not known, so nothing can be read behind it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "BDAT",
                "BDAT -1",
                "BDAT x",
                "BDAT 5 LASTT",
                "BDAT 5 LAST 6",
                "BDAT 99999999999999999999",
                "BDAT 0x5"
            })
    void rfc3030AnArgumentThatIsNoneEndsTheConnection(String command) {
        recipients(client)
                .send(command, "RSET")
                .expect("501 5.5.4 syntax: BDAT octets [LAST]")
                .expectDisconnected();
    }

    @Test
    void databytesIsTheLimitOfAllChunksTogether() {
        Dialogue limited = Dialogue.opened(Dialogue.policy(null, 10, 100));
        recipients(limited)
                .sendRaw(bdat("12345\r\n", false))
                .expect("250 2.0.0 7 *")
                .sendRaw(bdat("1234567\r\n", false) + bdat("x\r\n", true))
                .expect("552 5.3.4 *", "503 5.5.1 MAIL first")
                .expectNothing();
        assertThat(limited.taken).isEmpty();
    }

    /** A chunk of 4 GB is announced, and nothing of it can be kept. */
    @Test
    void theOctetsOfRefusedChunksAreBounded() {
        byte[] megabyte = new byte[1 << 20];
        client.sendRaw("BDAT 4294967296\r\n");
        for (int i = 0; i < 100; i++) {
            client.sendRaw(megabyte).expectNothing();
        }
        client.sendRaw(megabyte).expect("503 5.5.1 MAIL first").expectDisconnected();
    }

    @Test
    void abuse4ChunksOfNothingAreBounded() {
        recipients(client);
        for (int i = 0; i < SmtpSession.MAX_IDLE; i++) {
            client.sendRaw("BDAT 0\r\n").expect("250 2.0.0 0 octets received");
        }
        client.sendRaw("BDAT 0\r\n")
                .expect("421 4.7.0 too many commands that bring no mail")
                .expectDisconnected();
    }
}
