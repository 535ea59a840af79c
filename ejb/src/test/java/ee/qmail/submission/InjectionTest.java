package ee.qmail.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.InboundMessage;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.maildir.WireSize;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InjectionTest {
    private static final Controls CONTROLS = Controls.of(Map.of(Setting.ME, "mail.example.org"));

    private static InboundMessage mail(String text, String sender, String recipients, String subject)
            throws InjectionException {
        return new Injection(Injection.Text.of(text), sender, GivenRecipients.of(recipients), subject, DsnWishes.NONE)
                .mail(new QueueId(7), Instant.parse("2026-11-22T12:00:00Z"), CONTROLS);
    }

    private static String text(InboundMessage mail) throws IOException {
        try (InputStream in = mail.body().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aWholeMessageNeedsNoProperties() throws Exception {
        InboundMessage mail = mail(
                "From: ana@example.org\nTo: Bob <bob@example.net>\nCc: c@example.net\n\nhello\n", null, null, null);

        assertThat(mail.envelope().sender()).isEqualTo("ana@example.org");
        assertThat(mail.envelope().recipients()).containsExactly("bob@example.net", "c@example.net");
        assertThat(text(mail)).endsWith("\n\nhello\n").doesNotContain("\r");
    }

    @Test
    void addsMissingFieldsAndKeepsPresentOnes() throws Exception {
        String text = text(mail("From: ana@example.org\nTo: b@example.net\nDate: x\n\nhello\n", null, null, null));

        assertThat(text).contains("Message-ID: <7.qmail@mail.example.org>\n").contains("Date: x\n");
        assertThat(text.split("Date:", -1)).hasSize(2);
    }

    @Test
    void rtls14TheFieldTlsRequiredTagsTheMessage() throws Exception {
        String rest = "From: a@example.org\nTo: b@example.net\n\nTLS-Required: No\n";
        assertThat(mail("TLS-Required: No\n" + rest, null, null, null)
                        .envelope()
                        .isTlsWaived())
                .isTrue();
        assertThat(mail(rest, null, null, null).envelope().isTlsWaived()).isFalse();
    }

    @Test
    void blindCopiesAreReceivedButNotShown() throws Exception {
        InboundMessage mail = mail("From: a@example.org\nBcc: secret@example.net\n\nhello\n", null, null, null);

        assertThat(mail.envelope().recipients()).containsExactly("secret@example.net");
        assertThat(text(mail)).doesNotContain("secret").contains("Cc: recipient list not shown: ;\n");
    }

    @Test
    void theSenderGivenIsTheAuthorOfAMessageWithoutOne() throws Exception {
        String text = text(mail("Subject: x\n\nhello\n", "ana@example.org", "b@example.net", null));

        assertThat(text).contains("From: ana@example.org\n").contains("Cc: recipient list not shown: ;\n");
    }

    @Test
    void aMessageWithNetworkLineEndsIsTheSame() throws Exception {
        assertThat(text(mail("From: a@example.org\r\nTo: b@example.net\r\n\r\nhi\r\n", null, null, null)))
                .endsWith("From: a@example.org\nTo: b@example.net\n\nhi\n")
                .doesNotContain("\r");
    }

    @Test
    void propertiesOverrideTheHeader() throws Exception {
        InboundMessage mail = mail(
                "From: a@example.org\nTo: b@example.net\n\nhello\n",
                "bounces@example.org",
                "x@y.example, z@y.example",
                null);

        assertThat(mail.envelope().sender()).isEqualTo("bounces@example.org");
        assertThat(mail.envelope().recipients()).containsExactly("x@y.example", "z@y.example");
        assertThat(text(mail)).contains("To: b@example.net\n");
    }

    @Test
    void aSubjectMakesPlainTextAMail() throws Exception {
        String text = text(mail("Grüße: at once", "ana@example.org", "b@example.net", "Bestellung Ä"));

        assertThat(text)
                .contains("From: ana@example.org\n")
                .contains("To: b@example.net\n")
                .contains("Subject: =?UTF-8?")
                .contains("charset=UTF-8")
                .contains("MIME-Version: 1.0\n");
    }

    @Test
    void textWithoutAHeaderIsABody() throws Exception {
        String text = text(mail("hello there\nFrom: not a field\n", "a@example.org", "b@example.net", null));

        assertThat(text).endsWith("\n\nhello there\nFrom: not a field\n");
    }

    @Test
    void sizesAreThoseOfTheText() throws Exception {
        InboundMessage mail = mail("From: a@example.org\nTo: b@example.net\n\none\ntwo\n", null, null, null);
        String text = text(mail);

        assertThat(mail.body().size()).isEqualTo(text.length());
        assertThat(mail.wireSize()).isEqualTo(text.replace("\n", "\r\n").length());
    }

    /** The size is made of those of the parts, and must be that of the whole. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: a@example.org\n\nno line end",
                "From: a@example.org\n",
                "From: a@example.org",
                "\nbody\n",
                "no header\n",
                "From: a@example.org\r\n\r\na\r\nb\rc\n\n",
                ""
            })
    void theSizeOnTheWireIsThatOfTheWhole(String text) throws Exception {
        InboundMessage mail = mail(text, "a@example.org", "b@example.net", null);

        assertThat(mail.wireSize()).isEqualTo(WireSize.of(mail.body()));
    }

    @Test
    void withoutRecipientsTheErrorSaysHowToGiveThem() {
        assertThatThrownBy(() -> mail("From: a@example.org\n\nhello\n", null, null, null))
                .isInstanceOf(InjectionException.class)
                .hasMessageContaining("qmail_recipients");
    }

    @Test
    void aBrokenAddressIsNamed() {
        assertThatThrownBy(() -> mail("From: \"broken@example.org\nTo: a@example.org\n\nhello\n", null, null, null))
                .isInstanceOf(InjectionException.class)
                .hasMessageContaining("broken");
    }

    /** A recipient stays one, whatever stands in it. */
    @Test
    void recipientsStayAList() throws Exception {
        InboundMessage mail = new Injection(
                        Injection.Text.of("From: a@example.org\n\nhi\n"),
                        null,
                        List.of("\"Doe, J\"@example.org", "Bob <bob@example.net>", "a\\,b@example.net"),
                        null,
                        DsnWishes.NONE)
                .mail(new QueueId(7), Instant.parse("2026-11-22T12:00:00Z"), CONTROLS);
        assertThat(mail.envelope().recipients())
                .containsExactly("Doe, J@example.org", "bob@example.net", "a,b@example.net");
        assertThatThrownBy(() -> new Injection(
                                Injection.Text.of(""), null, List.of("a@x.example, b@x.example"), null, DsnWishes.NONE)
                        .mail(new QueueId(7), Instant.now(), CONTROLS))
                .hasMessageContaining("must be one address");
    }

    @Test
    void commasInQuotesSeparateNothing() throws Exception {
        assertThat(GivenRecipients.of("\"Doe, J\"@example.org, b@example.net\n\n\"x\\\", y\"@z\r\nc@d,"))
                .containsExactly("\"Doe, J\"@example.org", "b@example.net", "\"x\\\", y\"@z", "c@d");
        assertThat(GivenRecipients.of("\"a@x.example\nb@x.example")).containsExactly("\"a@x.example", "b@x.example");
        assertThat(GivenRecipients.of(null)).isEmpty();
        InboundMessage mail = mail("hello", "ana@example.org", "\"Doe, J\"@example.org, b@example.net", "x");
        assertThat(mail.envelope().recipients()).containsExactly("Doe, J@example.org", "b@example.net");
        assertThat(text(mail)).contains("To: \"Doe, J\"@example.org, b@example.net\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ana@example.org\nBcc: spy@example.net",
                "ana\nX: y@example.org",
                "\"ana\nX: y\"@example.org",
                "ana@example.org\r",
                "ana\0@example.org"
            })
    void noAddressBecomesALineOfTheHeader(String address) {
        assertThatThrownBy(() -> mail("Subject: x\n\nhi\n", address, "b@example.net", null))
                .isInstanceOf(InjectionException.class)
                .hasMessageContaining("must not have control characters");
        assertThatThrownBy(() -> new Injection(
                                Injection.Text.of(""), "a@example.org", List.of(address), "x", DsnWishes.NONE)
                        .mail(new QueueId(7), Instant.now(), CONTROLS))
                .isInstanceOf(InjectionException.class)
                .hasMessageContaining("must not have control characters");
    }

    @Test
    void aLineEndInASubjectMakesNoNewLine() {
        assertThatThrownBy(() -> mail("hi", "a@example.org", "b@example.net", "x\r\nBcc: spy@example.net"))
                .isInstanceOf(InjectionException.class)
                .hasMessageContaining("subject 'x??Bcc: spy@example.net': must be one line");
    }

    @Test
    void addressesHaveTheLimitsOfTheSmtpDoor() {
        for (String wrong : List.of("x".repeat(1100) + "@example.org", "a@" + "d.".repeat(152) + "x")) {
            assertThatThrownBy(() -> mail("Subject: x\n\nhi\n", wrong, "b@example.net", null))
                    .hasMessageContaining("must have");
            assertThatThrownBy(() -> mail("Subject: x\n\nhi\n", "a@example.org", wrong, null))
                    .hasMessageContaining("must have");
            assertThatThrownBy(() -> mail("From: a@example.org\nTo: " + wrong + "\n\nhi\n", null, null, null))
                    .hasMessageContaining("must have");
        }
    }

    @Test
    void aSenderOfNothingNamesNobody() throws Exception {
        InboundMessage mail = mail("Subject: x\n\nhi\n", "<>", "b@example.net", null);
        assertThat(mail.envelope().sender()).isEmpty();
        assertThat(text(mail)).contains("From: anonymous@mail.example.org\n");
        assertThat(text(mail("Subject: x\n\nhi\n", "<ana@example.org>", "b@example.net", null)))
                .contains("From: ana@example.org\n");
        assertThat(text(mail("Subject: x\n\nhi\n", "\"a b\"@example.org", "b@example.net", null)))
                .contains("From: \"a b\"@example.org\n");
    }

    @Test
    void anAddressBeyondAsciiIsWrittenInUtf8() throws Exception {
        InboundMessage mail = mail("hi", "j\u00fcrgen@example.org", "\u732b@b\u00fccher.example", "x");
        assertThat(text(mail)).contains("To: \u732b@b\u00fccher.example\n").contains("From: j\u00fcrgen@example.org\n");
        assertThat(mail.envelope().recipients()).containsExactly("\u732b@b\u00fccher.example");
    }
}
