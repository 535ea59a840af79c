package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client could say so that a line, a recipient or a command is seen where there is none. */
class HostileDialogueTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\rX-Evil: b",
                "a\0b",
                "a b\tc",
                "a)\u000b(b",
                "a\u0085b",
                "\u001b[2J",
                "a\\r\\nX-Evil: b",
                "<script>",
                "a)\r by evil.example; "
            })
    void aHeloMakesNoLineOfTheHeader(String helo) {
        Dialogue client = Dialogue.opened();
        client.send("HELO " + helo, "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "Subject: x", "", "y", ".");
        String text = client.taken.get(0).text();
        assertThat(text.split("\n", 3)[2]).isEqualTo("Subject: x\n\ny\n");
        assertThat(text.split("\n")[0])
                .matches("Received: from unknown \\(HELO [!-~&&[^()<>\\\\]]+\\) \\(192\\.0\\.2\\.7\\)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r@b",
                "a\rRCPT TO:<x@y>@b",
                "a@b>\rRCPT TO:<x@y",
                "\"a\rb\"@b",
                "\"a\\\rb\"@b",
                "a\0@b",
                "\"a\0\"@b",
                "a@b\0.c",
                "a@b\u007f",
                "\"\u001b[2J\"@b",
                "a@b\u000b"
            })
    void noControlCharacterPassesInAnAddress(String path) {
        Dialogue client = Dialogue.opened();
        client.send("MAIL FROM:<" + path + ">").expect("501 5.1.7 *");
        client.send("MAIL FROM:<a@b>", "RCPT TO:<" + path + ">").expect("250 *", "501 5.1.3 *");
        assertThat(client.asked).isEmpty();
    }

    @Test
    void theSenderOfQmailsDoubleBouncesIsTakenAndIsNoRecipient() {
        Dialogue client = Dialogue.opened();
        client.send("MAIL FROM:<#@[]>", "RCPT TO:<bo@example.org>", "DATA", "x", ".")
                .expect("250 2.1.0 ok", "250 *", "354 *", "250 *");
        assertThat(client.taken.get(0).message().envelope().isDoubleBounce()).isTrue();
        client.send("MAIL FROM:<>", "RCPT TO:<#@[]>").expect("250 *", "501 5.1.3 *");
        client.send("RSET", "MAIL FROM:<a@[]>").expect("250 *", "501 5.1.7 *");
        client.send("MAIL FROM:<list-@example.org-@[]>").expect("501 5.1.7 *");
    }

    /** The body of its request is taken for no command: a page that a browser on this machine shows may send anything. */
    @Test
    void anHttpRequestEndsTheConnection() {
        Dialogue.opened()
                .send("POST / HTTP/1.1", "Host: 127.0.0.1:2525", "", "MAIL FROM:<a@example.net>")
                .expect("502 5.5.1 unimplemented")
                .expectDisconnected();
    }

    /** A text that is refused takes the connection with it: nothing that follows is read as a command. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\n.\r", "\r.\n", "\r\n\0.\r\n"})
    void nothingIsSmuggledBehindAFalseEnd(String end) {
        String all = "Subject: x\r\n\r\ny" + end
                + "MAIL FROM:<evil@example.net>\r\nRCPT TO:<bo@example.org>\r\nDATA\r\n" + "smuggled\r\n.\r\nQUIT\r\n";
        for (int cut = 1; cut < all.length(); cut++) {
            Dialogue client = Dialogue.opened().begin();
            client.sendRaw(all.substring(0, cut));
            if (!client.disconnected) {
                client.sendRaw(all.substring(cut));
            }
            client.expect("554 5.6.0 *").expectDisconnected();
            assertThat(client.drains).isTrue();
            assertThat(client.taken).isEmpty();
            assertThat(client.asked).containsExactly("bo@example.org");
        }
    }
}
