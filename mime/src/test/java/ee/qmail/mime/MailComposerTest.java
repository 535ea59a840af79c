package ee.qmail.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MailComposerTest {
    private static final byte[] DATA = {0, 1, (byte) 0xff, '\r', '\n', '.'};

    private static String composed(Map<String, ?> entries) throws EntryException {
        return new String(MailComposer.compose(new HashMap<>(entries)), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    @Test
    void aPlainTextIsOnePart() throws Exception {
        assertThat(composed(Map.of(
                        "from", "ana@example.org", "to", "b@example.net", "subject", "Hi", "text", "one\ntwo\n")))
                .startsWith("From: ana@example.org\nTo: b@example.net\n")
                .contains("\nSubject: Hi\n", "\nMIME-Version: 1.0\n", "\nContent-Type: text/plain; charset=UTF-8\n")
                .endsWith("\n\none\ntwo\n")
                .doesNotContain("Message-ID", "Date:");
    }

    @Test
    void nonAsciiTextIsEncoded() throws Exception {
        String message = composed(Map.of(
                "from", "J\u00fcrgen M\u00fcller <j@example.org>",
                "to", "\"M\u00fcller, \u00c4nne\" <m@example.net>, ana@example.org",
                "subject", "Gr\u00fc\u00dfe",
                "text", "Sch\u00f6n\n",
                "header.X-Order", "Nummer \u2116 7"));

        assertThat(message.chars()).allMatch(c -> c < 128);
        assertThat(message)
                .contains(
                        "From: =?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?= <j@example.org>\n",
                        "To: =?UTF-8?Q?M=C3=BCller=2C_=C3=84nne?= <m@example.net>,",
                        "ana@example.org",
                        "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\n",
                        "X-Order: =?UTF-8?")
                .endsWith("\n\nSch=C3=B6n\n");
    }

    @Test
    void anAddressBeyondAsciiStaysAsItIs() throws Exception {
        assertThat(composed(Map.of("to", "J\u00fcrgen <j\u00fcrgen@b\u00fccher.example>", "text", "x")))
                .contains("<j\u00fcrgen@b\u00fccher.example>\n");
    }

    @Test
    void htmlIsAnAlternativeToTextAndTheLastOfBoth() throws Exception {
        String message = composed(Map.of("to", "b@example.net", "text", "plain", "html", "<p>rich</p>"));

        assertThat(message).contains("Content-Type: multipart/alternative;");
        assertThat(message.indexOf("<p>rich</p>")).isGreaterThan(message.indexOf("plain\n"));
        assertThat(composed(Map.of("to", "b@example.net", "html", "<p>rich</p>")))
                .contains("\nContent-Type: text/html; charset=UTF-8\n")
                .doesNotContain("multipart");
    }

    @Test
    void attachmentsComeInTheirOrderAndEncoded() throws Exception {
        String message = composed(Map.of(
                "to", "b@example.net",
                "text", "see below",
                "attachment.1.name", "\u00dcbersicht.pdf",
                "attachment.1.type", "application/pdf",
                "attachment.1.data", DATA,
                "attachment.2.data", "x".getBytes(StandardCharsets.UTF_8)));

        assertThat(message)
                .contains(
                        "Content-Type: multipart/mixed;",
                        "\nContent-Type: application/pdf;",
                        "filename*=UTF-8''%C3%9Cbersicht.pdf\n",
                        "\n\nAAH/DQou\n",
                        "\nContent-Type: application/octet-stream\n",
                        "\nContent-Disposition: attachment\n");
        assertThat(message.indexOf("application/pdf")).isLessThan(message.indexOf("application/octet-stream"));
    }

    @Test
    void anImageOfTheHtmlIsRelatedToIt() throws Exception {
        assertThat(composed(Map.of(
                        "to", "b@example.net",
                        "html", "<img src='cid:logo@example.org'>",
                        "attachment.1.id", "logo@example.org",
                        "attachment.1.type", "image/png",
                        "attachment.1.data", DATA)))
                .contains("multipart/related;", "\nContent-ID: <logo@example.org>\n", "\nContent-Disposition: inline\n")
                .doesNotContain("multipart/mixed");
    }

    @Test
    void anAttachedMessageIsNotEncoded() throws Exception {
        byte[] attached = "Subject: s\n\nGr\u00fc\u00dfe\n".getBytes(StandardCharsets.UTF_8);
        assertThat(composed(Map.of(
                        "to", "b@example.net", "attachment.1.type", "message/rfc822", "attachment.1.data", attached)))
                .contains("\n\nSubject: s\n\nGr\u00fc\u00dfe\n")
                .containsPattern("(?s)Content-Transfer-Encoding: 8bit\n.*Content-Transfer-Encoding: 8bit\n");
    }

    @Test
    void aHeaderOfSeveralLinesIsSeveralFields() throws Exception {
        assertThat(composed(Map.of("to", "b@example.net", "header.X-Tag", "one\ntwo\nBcc: three@example.net")))
                .contains("\nX-Tag: one\n", "\nX-Tag: two\n", "\nX-Tag: Bcc: three@example.net\n");
    }

    @Test
    void anEntryThatIsNullIsMissing() throws Exception {
        Map<String, Object> entries = new HashMap<>(Map.of("to", "b@example.net", "text", "x"));
        entries.put("cc", null);
        assertThat(composed(entries)).doesNotContain("Cc:");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(Map.of("form", "x"), "entry 'form': is not known; must be from, to, cc"),
                Arguments.of(Map.of("attachment.0.data", DATA), "entry 'attachment.0.data': is not known"),
                Arguments.of(Map.of("attachment.1.size", 7), "entry 'attachment.1.size': is not known"),
                Arguments.of(Map.of("subject", 7), "entry 'subject': must be a string, not Integer"),
                Arguments.of(Map.of("text", DATA), "entry 'text': must be a string, not byte[]"),
                Arguments.of(Map.of("subject", "a\nBcc: x@y.z"), "entry 'subject': 'a?Bcc: x@y.z': must be one line"),
                Arguments.of(Map.of("to", "b@example.net\nBcc: x@y.z"), "entry 'to': "),
                Arguments.of(
                        Map.of("to", "not an address"), "entry 'to': 'not an address': must be addresses separated"),
                Arguments.of(Map.of("header.Reply-To", "a b c"), "entry 'header.Reply-To': 'a b c': must be addresses"),
                Arguments.of(Map.of("header.Subject", "x"), "entry 'header.Subject': must be given as entry 'subject'"),
                Arguments.of(Map.of("header.Content-Type", "x"), "entry 'header.Content-Type': must be left out"),
                Arguments.of(Map.of("header.", "x"), "entry 'header.': after header. must come the name of a field"),
                Arguments.of(Map.of("header.a b", "x"), "entry 'header.a b': after header. must come"),
                Arguments.of(
                        Map.of("attachment.1.name", "a"), "entry 'attachment.1.data': is missing; must be the octets"),
                Arguments.of(
                        Map.of("attachment.1.data", "a"),
                        "entry 'attachment.1.data': must be a byte array, not String"),
                Arguments.of(
                        Map.of("attachment.2.data", DATA),
                        "entry 'attachment.2.data': attachments must be numbered from 1 without a gap"),
                Arguments.of(
                        Map.of("attachment.1.data", DATA, "attachment.1.type", "pdf"),
                        "entry 'attachment.1.type': 'pdf': must be a media type such as application/pdf"),
                Arguments.of(
                        Map.of("attachment.1.data", DATA, "attachment.1.type", "multipart/mixed"),
                        "entry 'attachment.1.type': 'multipart/mixed': must be a media type"),
                Arguments.of(
                        Map.of("attachment.1.data", DATA, "attachment.1.id", "x@y"),
                        "entry 'attachment.1.id': must be left out where there is no entry 'html'"),
                Arguments.of(
                        Map.of("html", "x", "attachment.1.data", DATA, "attachment.1.id", "<x@y>"),
                        "entry 'attachment.1.id': must be what the html has after cid:"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongEntryIsNamedWithWhatWouldBeRight(Map<String, Object> entries, String message) {
        assertThatThrownBy(() -> MailComposer.compose(entries))
                .isInstanceOf(EntryException.class)
                .hasMessageStartingWith(message);
    }
}
