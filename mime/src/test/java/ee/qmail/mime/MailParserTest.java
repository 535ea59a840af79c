package ee.qmail.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void theParserReadsComposedMail() throws Exception {
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
    void aMalformedMessageIsRefused(String text) {
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

    private static Map<String, Object> entries(String text) throws UnparsableMailException {
        return parse(text).entries();
    }

    private static String data(Map<String, Object> entries, int number) {
        return new String((byte[]) entries.get("attachment." + number + ".data"), StandardCharsets.UTF_8);
    }

    /** RFC 6532. */
    @Test
    void aFileNameThatIsNotEncodedIsUtf8() throws Exception {
        String disposition = "Content-Disposition: attachment; filename=\"M\u00e4rz.pdf\"";
        assertThat(entries(mixed(part("", "x"), part(disposition, "y"))))
                .containsEntry("attachment.1.name", "M\u00e4rz.pdf");
        assertThat(entries(mixed(part("", "x"), part(disposition.replace("\"", ""), "y"))))
                .containsEntry("attachment.1.name", "M\u00e4rz.pdf");
        byte[] latin1 = mixed(part(disposition, "y")).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(MailParser.parse(latin1).entries()).containsEntry("attachment.1.name", "M\u00e4rz.pdf");
    }

    /** RFC 2045 section 5.2. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "text; charset=utf-8",
                "plain",
                "",
                "/",
                "text/",
                ";",
                "a b/c",
                "multipart",
                "text/plain/x"
            })
    void aTypeThatMakesNoSenseIsPlainText(String type) throws Exception {
        assertThat(entries("Content-Type: " + type + "\n\nGr\u00fc\u00dfe\n"))
                .containsEntry("text", "Gr\u00fc\u00dfe\n")
                .doesNotContainKey("attachment.1.data");
        assertThat(entries(mixed(part("Content-Type: " + type + "\nContent-Disposition: attachment; filename=a", "x"))))
                .as("but for a file")
                .containsEntry("attachment.1.type", "application/octet-stream");
    }

    @Test
    void aHeaderThatIsNotUtf8IsLatin1() throws Exception {
        byte[] mail =
                "Subject: Gr\u00fc\u00dfe\nFrom: J\u00fcrgen <j@example.org>\n\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(MailParser.parse(mail).entries())
                .containsEntry("subject", "Gr\u00fc\u00dfe")
                .containsEntry("from", "\"J\u00fcrgen\" <j@example.org>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a =?UTF-8?Q?=C3=BC?= =?UTF-8?Q?=C3?= =?UTF-8?Q?=BC?= b     | a \u00fc\u00fc b
            =?UTF-8?Q?=C3=BC?= =?x-klingon?Q?a?= =?UTF-8?B?w7w=?=      | \u00fc =?x-klingon?Q?a?= \u00fc
            =?UTF-8?B?w7w?= =?UTF-8?B?!!?= =?UTF-8?Q?=C3=BC?=          | \u00fc =?UTF-8?B?!!?= \u00fc
            =?UTF-8?Q?=C3=BC?= =?UTF-8?Q?=ZZ?= =?UTF-8?X?a?= b         | \u00fc =?UTF-8?Q?=ZZ?= =?UTF-8?X?a?= b
            =?iso-8859-1*de?Q?=FC?= =?utf-8?q?a_b?=                    | \u00fca b
            =?=?UTF-8?Q?=C3=BC?= =?                                    | =?\u00fc =?
            =?ks_c_5601-1987?B?sKGzqg==?=                              | \uac00\ub098
            =?us-ascii?Q?=C3=BC?=                                      | \u00fc
            """)
    void aWordThatIsBrokenStaysAsItIsAndTheOthersAreDecoded(String written, String decoded) throws Exception {
        assertThat(entries("Subject: " + written + "\n\n")).containsEntry("subject", decoded);
    }

    /** The decoder of Jakarta Mail ends in StringIndexOutOfBoundsException there. */
    @Test
    void aFirstLineOfUuencodeThatEndsTooEarlyIsABrokenEncoding() {
        assertThatThrownBy(() -> parse("Content-Type: text/plain\nContent-Transfer-Encoding: uuencode\n\nbegin 6\n")
                        .entries())
                .isInstanceOf(UnparsableMailException.class)
                .hasMessageContaining("the encoding of a part is broken");
    }

    @Test
    void aMessageThatIsEncodedIsDecoded() throws Exception {
        String message = "Subject: inside\n\nGr\u00fc\u00dfe\n";
        String encoded = Base64.getMimeEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
        assertThat(data(
                        entries(mixed(
                                part("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64", encoded))),
                        1))
                .isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/mixed; boundary=b",
                "multipart/mixed; boundary=b; =; ;",
                "multipart/mixed;\n\tboundary=\"b\"",
                "Multipart/MIXED (a; comment) ; x=y ; BOUNDARY = b (c)",
                "multipart/mixed; boundary*0=b",
                "multipart/mixed; boundary*=us-ascii''%62",
                "multipart/mixed; boundary=b\nContent-Type: text/plain",
                "multipart/mixed; boundary=b; boundary=c",
                "multipart/mixed",
                "multipart/mixed; boundary=\"b  \"",
            })
    void aBoundaryIsFoundHoweverItIsWritten(String type) throws Exception {
        for (String end : new String[] {"\n", "\r\n"}) {
            for (String last : new String[] {"--b--\nafter\n--b\n\nnot a part\n", "--b-- \t\n", ""}) {
                String mail = "Content-Type: " + type
                        + "\n\nbefore\n--b\n\nfirst\n--bb\n --b\n--b \nContent-Type: text/html\n\n<p>\n" + last;
                assertThat(entries(mail.replace("\n", end)))
                        .containsEntry("text", "first\n--bb\n --b")
                        .containsEntry("html", last.isEmpty() ? "<p>\n" : "<p>")
                        .doesNotContainKey("attachment.1.data");
            }
        }
    }

    @Test
    void aBoundaryOfTheOuterMultipartEndsTheInnerOne() throws Exception {
        assertThat(entries(mixed(
                        part("Content-Type: multipart/alternative; boundary=bb", "--bb\n\ninner"),
                        part("Content-Type: text/html", "<p>"))))
                .containsEntry("text", "inner")
                .containsEntry("html", "<p>");
        assertThat(entries(mixed(
                        part(
                                "Content-Type: message/rfc822",
                                "Content-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--"),
                        part("X: z", "y"))))
                .as("messages are not taken apart")
                .containsEntry("text", "y")
                .containsEntry("attachment.1.type", "message/rfc822");
    }

    @Test
    void addressesAreReadAsTheyAreMeant() throws Exception {
        assertThat(
                        entries(
                                "From: \"a, b\" (c) <x@y>, z@y (Zo\u00e9 (z)), <q@y>\nTo: friends: a@b;\nCc: \"a b\"@y, \"no end <a@b>\n\n"))
                .containsEntry("from", "\"a, b\" <x@y>, \"Zo\u00e9 (z)\" <z@y>, q@y")
                .containsEntry("to", "friends: a@b;")
                .containsEntry("cc", "\"a b\"@y, \"no end <a@b>");
    }

    /** A mail from anywhere is taken apart or refused, and nothing else happens. */
    @Test
    void parsingRandomlyBrokenMailEnds() throws Exception {
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
