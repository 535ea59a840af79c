package ee.qmail.test.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Client and far server, one against the other. */
class FarServerTest {
    private final FarServer far = FarServer.accepting();

    @AfterEach
    void close() {
        far.close();
    }

    private SmtpClient client() {
        String route = far.route("");
        assertThat(route).startsWith(":127.0.0.1:");
        return new SmtpClient("127.0.0.1", Integer.parseInt(route.substring(route.lastIndexOf(':') + 1))).ehlo();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void mailThatIsTakenIsKeptAsItWasSent() {
        try (SmtpClient client = client()) {
            String reply = client.trySend("ana@a.example", "bo@b.example", octets("Subject: x\n\n.dot\r\n\u00fc"));
            assertThat(reply).isEqualTo("250 ok");
            assertThat(client.message("", List.of("bo@b.example", "cy@b.example"), octets("Subject: y\r\n\r\n")))
                    .isEqualTo("250 ok");
        }
        assertThat(far.received).hasSize(2);
        assertThat(far.received.get(0).sender()).isEqualTo("ana@a.example");
        assertThat(far.received.get(0).octets()).isEqualTo(octets("Subject: x\r\n\r\n.dot\r\n\u00fc\r\n"));
        assertThat(far.received.get(1).recipients()).containsExactly("bo@b.example", "cy@b.example");
    }

    @Test
    void aRefusalIsTheReply() {
        far.answer(recipient -> recipient.startsWith("bo@") ? "550 5.1.1 nobody" : "250 ok");
        try (SmtpClient client = client()) {
            assertThat(client.trySend("ana@a.example", "bo@b.example", octets("x")))
                    .isEqualTo("550 5.1.1 nobody");
            assertThatThrownBy(() -> client.message("", List.of("bo@b.example"), octets("x")))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("550 5.1.1 nobody");
        }
        assertThat(far.received).isEmpty();
    }

    @Test
    void aMailThatHasArrivedIsReadWithoutCheckedExceptions() {
        StoredMail mail = new StoredMail(
                "bo@b.example",
                octets(
                        "Subject: =?UTF-8?Q?=C3=BC?=\nX: 1\nX: 2\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n"
                                + "--b\nContent-Disposition: attachment; filename=a.csv\n\nchair\n--b--\n"));
        assertThat(mail.recipient()).isEqualTo("bo@b.example");
        assertThat(mail.subject()).isEqualTo("\u00fc");
        assertThat(mail.headers("x")).containsExactly("1", "2");
        assertThat(mail.text()).isEqualTo("hello");
        assertThat(mail.attachment("a.csv")).hasValue(octets("chair"));
        assertThat(mail.attachment("b.csv")).isEmpty();
        assertThat(mail.message()).isNotNull();
        StoredMail broken = new StoredMail("bo@b.example", octets("Content-Type: multipart/mixed; boundary=b\n\nx\n"));
        assertThat(broken.subject()).isEmpty();
        assertThatThrownBy(broken::text)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("boundary=b");
    }
}
