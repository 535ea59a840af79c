package ee.qmail.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailParserTest {
    private static final byte[] DATA = {0, 1, (byte) 0xff, '\r', '\n', '.'};

    private static ParsedMail parse(String text) throws UnparsableMailException {
        return MailParser.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String part(String header, String body) {
        return "--b\n" + header + "\n\n" + body + "\n";
    }

    private static String mixed(String... parts) {
        return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + String.join("", parts) + "--b--\n";
    }

    @Test
    void whatTheComposerMakesTheParserTakesApart() throws Exception {
        Map<String, Object> entries = new HashMap<>();
        entries.put("from", "\"M\u00fcller, \u00c4nne\" <m@example.net>");
        entries.put("to", "\"J\u00fcrgen\" <j@example.org>, b@example.net");
        entries.put("cc", "c@example.net");
        entries.put(
                "subject",
                "Gr\u00fc\u00dfe \u2116 7 "
                        + "und noch ein langer Satz ".repeat(20).strip());
        entries.put("text", "Sch\u00f6n:\n.\n" + "lang ".repeat(400) + "\n");
        entries.put("html", "<p>Sch\u00f6n <img src='cid:logo@example.org'></p>\n");
        entries.put("header.x-order", "\u2116 7");
        entries.put("header.reply-to", "Ver\u00e4nderung <r@example.org>");
        entries.put("header.x-tag", "one\ntwo");
        entries.put("attachment.1.name", "Rechnung M\u00e4rz " + "x".repeat(200) + ".pdf");
        entries.put("attachment.1.type", "application/pdf");
        entries.put("attachment.1.data", DATA);
        entries.put("attachment.2.type", "text/csv; charset=UTF-8");
        entries.put("attachment.2.data", "a;\u00fc\r\n".getBytes(StandardCharsets.UTF_8));
        entries.put("attachment.3.type", "message/rfc822");
        entries.put("attachment.3.data", "Subject: s\n\nGr\u00fc\u00dfe\n".getBytes(StandardCharsets.UTF_8));

        byte[] mail = new String(MailComposer.compose(entries), StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        ParsedMail parsed = MailParser.parse(mail);

        assertThat(parsed.entries()).containsAllEntriesOf(entries);
        assertThat(parsed.entries().keySet())
                .filteredOn(name -> !entries.containsKey(name))
                .containsExactlyInAnyOrder(
                        "header.from",
                        "header.to",
                        "header.cc",
                        "header.subject",
                        "header.mime-version",
                        "header.content-type",
                        "header.content-transfer-encoding");
        assertThat(parsed.properties())
                .containsEntry("qmail_attachments", 3)
                .containsEntry("qmail_from", "m@example.net")
                .containsEntry("qmail_subject", ((String) entries.get("subject")).substring(0, 500));
    }

    @Test
    void anImageOfTheHtmlKeepsItsId() throws Exception {
        Map<String, Object> entries = Map.of(
                "to", "b@example.net",
                "html", "<img src='cid:logo@example.org'>",
                "attachment.1.id", "logo@example.org",
                "attachment.1.type", "image/png",
                "attachment.1.data", DATA);
        assertThat(MailParser.parse(MailComposer.compose(entries)).entries()).containsAllEntriesOf(entries);
    }

    @Test
    void aMailWithoutMimeIsText() throws Exception {
        ParsedMail mail = parse("From: ana@example.org (Ana)\nSubject: a\n folded one\nX-Empty:\n"
                + "Message-ID: <1@example.org>\nIn-Reply-To: <0@example.org>\n\nhello\n");

        assertThat(mail.entries())
                .containsEntry("subject", "a folded one")
                .containsEntry("header.subject", "a folded one")
                .containsEntry("header.x-empty", "")
                .containsEntry("text", "hello\n")
                .doesNotContainKeys("to", "html");
        assertThat(mail.properties())
                .containsEntry("qmail_message_id", "<1@example.org>")
                .containsEntry("qmail_in_reply_to", "<0@example.org>")
                .containsEntry("qmail_from", "ana@example.org");
    }

    @Test
    void eightBitTextIsUtf8OrElseLatin1WhereNothingIsSaid() throws Exception {
        assertThat(parse("Subject: Gr\u00fc\u00dfe\n\nGr\u00fc\u00dfe\n").entries())
                .containsEntry("subject", "Gr\u00fc\u00dfe")
                .containsEntry("text", "Gr\u00fc\u00dfe\n");
        assertThat(MailParser.parse("Subject: x\n\nGr\u00fc\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1))
                        .entries())
                .containsEntry("text", "Gr\u00fc\u00dfe\n");
    }

    @Test
    void aTextInALetterSetNobodyKnowsIsAnAttachment() throws Exception {
        assertThat(parse("Content-Type: text/plain; charset=x-klingon\n\nhello\n")
                        .entries())
                .doesNotContainKey("text")
                .containsEntry("attachment.1.type", "text/plain; charset=x-klingon")
                .containsEntry("attachment.1.data", "hello\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void onlyTheFirstTextIsTheText() throws Exception {
        ParsedMail mail = parse(mixed(
                part("Content-Type: text/plain", "first"),
                part("Content-Type: text/plain", "footer"),
                part("Content-Disposition: attachment", "notes")));

        assertThat(mail.entries()).containsEntry("text", "first");
        assertThat(new String((byte[]) mail.entries().get("attachment.1.data"), StandardCharsets.UTF_8))
                .isEqualTo("footer");
        assertThat(mail.properties()).containsEntry("qmail_attachments", 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: attachment; filename=a b.txt",
                "Content-Disposition: attachment; filename=\"=?UTF-8?Q?a_b.txt?=\"",
                "Content-Disposition: inline; filename*=UTF-8''a%20b.txt",
                "Content-Type: application/x-a; name=\"a b.txt\""
            })
    void aNameIsFoundHoweverItIsWritten(String header) throws Exception {
        assertThat(parse(mixed(part(header, "x"))).entries()).containsEntry("attachment.1.name", "a b.txt");
    }

    @Test
    void aFieldIsOneLineWhateverIsEncodedInIt() throws Exception {
        assertThat(parse("X-A: =?UTF-8?Q?a=0Ab?=\nX-A: c\n\n").entries()).containsEntry("header.x-a", "a b\nc");
        assertThat(parse("X-A: =?x-klingon?Q?a?=\n\n").entries()).containsEntry("header.x-a", "=?x-klingon?Q?a?=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Transfer-Encoding: base64\n\nQUJDR\n",
                "Content-Transfer-Encoding: rot13\n\nx\n",
                "hello there\n",
                "From ana@example.org Sat Nov 28 09:00:00 2026\nSubject: x\n\nhello\n"
            })
    void whatIsNoMimeMessageIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(UnparsableMailException.class);
    }

    @Test
    void aMailOfTooManyPartsIsRefused() {
        assertThatThrownBy(() -> parse(mixed(part("X: y", "z").repeat(1_001))))
                .isInstanceOf(UnparsableMailException.class)
                .hasMessageContaining("1000 parts");
        String holding = part("Content-Type: multipart/mixed; boundary=c", "--c\n\nz\n--c--");
        assertThatThrownBy(() -> parse(mixed(holding.repeat(600))))
                .as("those that hold others count too")
                .isInstanceOf(UnparsableMailException.class)
                .hasMessageContaining("1000 parts");
        StringBuilder deep = new StringBuilder("Content-Type: multipart/mixed; boundary=b0\n\n");
        for (int i = 1; i < 5_000; i++) {
            deep.append("--b")
                    .append(i - 1)
                    .append("\nContent-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n");
        }
        assertThatThrownBy(() -> parse(deep.toString())).isInstanceOf(UnparsableMailException.class);
    }

    /** A mail from anywhere is taken apart or refused, and nothing else happens. */
    @Test
    void whateverComesEnds() throws Exception {
        byte[] mail = MailComposer.compose(Map.of(
                "from", "\u00c4nne <m@example.net>",
                "subject", "\u00c4",
                "text", "\u00c4\n",
                "html", "<p>",
                "attachment.1.name", "\u00c4",
                "attachment.1.data", DATA));
        Random random = new Random(7);
        int taken = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] broken = mail.clone();
            for (int n = random.nextInt(8); n >= 0; n--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                MailParser.parse(broken);
                taken++;
            } catch (UnparsableMailException e) {
                assertThat(e).hasMessageStartingWith("the mail cannot be taken apart: ");
            }
        }
        assertThat(taken).isBetween(1, 4_999);
    }
}
