package ee.qmail.submission;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Submitted;
import ee.qmail.control.ControlFiles;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users submit is made whole, and nothing else of it is changed (SUB-4). */
class SubmittedMailTest {
    private static final String RECEIVED =
            "Received: from unknown (HELO c) (192.0.2.7)\n  by me with ESMTPSA id 1; 22 Nov 2026 01:02:03 -0000\n";
    private static final String WHOLE =
            "Date: Sun, 22 Nov 2026 01:02:03 +0000\nMessage-ID: <1@c>\nFrom: Ana <ana@example.org>\nTo: bo@example.org\n";

    private static final Set<String> OWN = Set.of("ana@example.org", "Ana@Example.org", "sales@example.org");

    @TempDir
    private Path control;

    private SubmittedMail mail;

    @BeforeEach
    void prepare() throws IOException {
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        Files.writeString(control.resolve("defaultdomain"), "example.org\n");
        mail = new SubmittedMail(new ControlFiles(control, warning -> {}));
    }

    private static InboundMessage message(String text) {
        byte[] octets = (RECEIVED + text).getBytes(StandardCharsets.ISO_8859_1);
        return new InboundMessage(
                QueueId.next(),
                new Envelope("ana@example.org", List.of("\"odd one\"@example.org", "bo@example.org")),
                Body.of(octets),
                (RECEIVED + text).replace("\n", "\r\n").length(),
                Instant.parse("2026-11-22T01:02:03Z"));
    }

    private String complete(String text) {
        InboundMessage given = message(text);
        Submitted submitted = mail.complete(given, "ana@example.org", OWN::contains);
        assertThat(submitted.refusal()).isNull();
        InboundMessage whole = submitted.message();
        assertThat(whole.envelope()).isEqualTo(given.envelope());
        assertThat(whole.id()).isEqualTo(given.id());
        String completed = read(whole.body());
        assertThat(completed).startsWith(RECEIVED).hasSize((int) whole.body().size());
        assertThat(whole.wireSize()).isEqualTo(completed.replace("\n", "\r\n").length());
        return completed.substring(RECEIVED.length());
    }

    private static String read(Body body) {
        try (InputStream in = body.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sub4WhatIsWholeStaysAsItIs() {
        String signed = WHOLE + "Content-Type: multipart/signed; boundary=b\n\n--b\n\ttext  \n.\n\u00e9\n--b--\n\n\n";
        assertThat(complete(signed)).isEqualTo(signed);
    }

    @Test
    void sub4WhatIsMissingIsAddedOnTop() {
        assertThat(complete("To: bo@example.org\n\nhi\n"))
                .matches("(?s)Date: 22 Nov 2026 01:02:03 -0000\nMessage-ID: <[^>]+@mail.example.org>\n"
                        + "From: ana@example.org\nTo: bo@example.org\n\nhi\n");
        assertThat(complete("Subject: x\n\nhi\n")).contains("\nCc: recipient list not shown: ;\n");
    }

    @Test
    void sub4AddressesAreMadeWholeAndBccIsRemoved() {
        assertThat(complete(WHOLE + "Cc: cy\nBcc: secret@example.org\n\nhi\n"))
                .contains("\nCc: cy@mail.example.org\n")
                .doesNotContain("secret", "Bcc");
    }

    @Test
    void sub4AHeaderThatTellsNoSenderIsRefused() {
        Submitted submitted = mail.complete(message("From: \"open\n\nhi\n"), "ana@example.org", OWN::contains);
        assertThat(submitted.message()).isNull();
        assertThat(submitted.refusal()).startsWith("554 5.6.0 the header of this message makes no sense: From: \"open");
    }

    /** The user's program cannot say that somebody else has logged in. */
    @Test
    void auth17TheLogInIsInAHeaderFieldBySettingAlone() throws IOException {
        String forged = "x-authenticated-user: bo@example.org\n";
        assertThat(complete(WHOLE + forged + "\nhi\n")).isEqualTo(WHOLE + forged + "\nhi\n");

        Files.writeString(control.resolve("loginheader"), "X-Authenticated-User\n");
        mail = new SubmittedMail(new ControlFiles(control, warning -> {}));
        assertThat(complete(WHOLE + forged + "\nhi\n"))
                .isEqualTo("X-Authenticated-User: ana@example.org\n" + WHOLE + "\nhi\n");
    }

    private void checkfrom(String rule) throws IOException {
        Files.writeString(control.resolve("checkfrom"), rule + "\n");
        mail = new SubmittedMail(new ControlFiles(control, warning -> {}));
    }

    private static String from(String field) {
        return "Date: Sun, 22 Nov 2026 01:02:03 +0000\nMessage-ID: <1@c>\nFrom: " + field
                + "\nTo: bo@example.org\n\nhi\n";
    }

    @Test
    void sub3EachAddressOfFromIsTheUsersOwnBySetting() throws IOException {
        checkfrom("reject");
        assertThat(mail.complete(message(from("Bo <bo@example.org>")), "ana@example.org", OWN::contains))
                .isEqualTo(new Submitted(
                        null,
                        "550 5.7.1 From has bo@example.org, which is not yours: must be your address, or another one that you"
                                + " may send as"));
        assertThat(mail.complete(
                                message(from("ana@example.org,\n \"a, b\" (c) <bo@example.org>")),
                                "ana@example.org",
                                OWN::contains)
                        .refusal())
                .startsWith("550 5.7.1 From has bo@example.org");
        assertThat(mail.complete(
                                message("From: ana@example.org\nFROM : bo@example.org\n\nhi\n"),
                                "ana@example.org",
                                OWN::contains)
                        .refusal())
                .startsWith("550 5.7.1 ");
        assertThat(complete(from("Ana@Example.org"))).isEqualTo(from("Ana@Example.org"));
        assertThat(complete("\nno From\n")).contains("From: ana@example.org\n").doesNotContain("Sender:");
    }

    @Test
    void sub3AnotherOwnAddressGetsASender() throws IOException {
        assertThat(complete(from("sales@example.org")))
                .isEqualTo("Sender: ana@example.org\n" + from("sales@example.org"));
        String withSender = "Sender: sales@example.org\n" + from("sales@example.org");
        assertThat(complete(withSender)).isEqualTo(withSender);
        checkfrom("none");
        assertThat(complete(from("sales@example.org"))).isEqualTo(from("sales@example.org"));
    }

    @Test
    void sub3AForeignOneIsOneLineInTheLogUnlessItIsRefused() throws IOException {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(AuthorCheck.class.getName());
        logger.addHandler(handler);
        try {
            assertThat(complete(from("\"b\u00fc o\"@example.org"))).doesNotContain("Sender:");
            checkfrom("none");
            complete(from("bo@example.org"));
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .matches("from not owned login=ana@example.org from=b_+o@example.org id=\\d+ action=log");
    }

    /** Each may cost a look-up. */
    @Test
    void sub3AMessageHasAHundredAuthorsAtMost() throws IOException {
        checkfrom("reject");
        List<String> asked = new ArrayList<>();
        String many = IntStream.range(0, 101)
                .mapToObj(i -> "ana-" + i + "@example.org")
                .collect(Collectors.joining(", "));
        assertThat(mail.complete(message(from(many)), "ana@example.org", asked::add)
                        .refusal())
                .startsWith("550 5.7.1 From has ana-100@example.org");
        assertThat(asked).isEmpty();
    }

    @Test
    void tls15WhatTheHolderOfACertificateSendsIsCompletedToo() {
        Submitted submitted = mail.complete(message("To: bo@example.org\n\nhi\n"), "printer@example.org");
        assertThat(read(submitted.message().body())).contains("\nFrom: printer@example.org\n", "\nDate: ");
    }

    @Test
    void aMessageWithoutHeaderOrBodyIsCompleted() {
        assertThat(complete("")).endsWith("\n\n").contains("From: ana@example.org\n");
        assertThat(complete("\nbody\n")).endsWith("\n\nbody\n");
    }
}
