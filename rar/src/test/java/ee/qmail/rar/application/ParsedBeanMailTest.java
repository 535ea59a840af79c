package ee.qmail.rar.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.api.BrokenEncodingException;
import ee.qmail.api.DeliveryStatus;
import ee.qmail.api.InboundMail;
import ee.qmail.contract.BeanMail;
import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ParsedBeanMailTest {
    private static final String MAIL = """
            From: Ana <ana@example.org>
            Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?= and
             more
            X-Two: first
            X-Two: second
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: multipart/alternative; boundary=c

            --c
            Content-Type: text/plain; charset=UTF-8

            plain
            --c
            Content-Type: text/html

            <p>html</p>
            --c--
            --b
            Content-Type: TEXT/CSV; name="order.csv"
            Content-Disposition: attachment; filename="=?UTF-8?Q?Bestellung_M=C3=A4rz.csv?="
            Content-Transfer-Encoding: base64

            %s
            --b--
            """;

    private static ParsedBeanMail mail(String text) {
        return new ParsedBeanMail(
                new BeanMail(new QueueId(7), "ana@example.org", "orders@example.org", Body.of(text), Instant.EPOCH));
    }

    private static String read(InputStream in) throws Exception {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void envelopeHeaderTextAndAttachments() throws Exception {
        try (ParsedBeanMail mail = mail(MAIL.formatted("Y2hhaXIsNAo="))) {
            assertThat(mail.id()).isEqualTo("7");
            assertThat(mail.key()).isEqualTo("7/orders@example.org");
            assertThat(mail.header("subject")).contains("Gr\u00fc\u00dfe and more");
            assertThat(mail.headers("X-Two")).containsExactly("first", "second");
            assertThat(mail.header("X-None")).isEmpty();
            assertThat(mail.text().orElseThrow().strip()).isEqualTo("plain");
            List<InboundMail.Attachment> attachments = mail.attachments();
            assertThat(attachments).hasSize(1);
            assertThat(attachments.get(0).name()).isEqualTo("Bestellung M\u00e4rz.csv");
            assertThat(attachments.get(0).type()).isEqualTo("text/csv");
            assertThat(read(attachments.get(0).open())).isEqualTo("chair,4\n");
            assertThat(read(attachments.get(0).open())).as("as often as wanted").isEqualTo("chair,4\n");
            assertThat(mail.message()).isSameAs(mail.message());
            assertThat(read(mail.open())).startsWith("From: Ana");
        }
    }

    private static String sender(String envelope) throws IOException {
        try (ParsedBeanMail mail = new ParsedBeanMail(
                new BeanMail(new QueueId(7), envelope, "orders@example.org", Body.of("x\n"), Instant.EPOCH))) {
            return mail.sender();
        }
    }

    /** It is written into headers and lists of addresses. */
    @Test
    void theSenderIsOneAddressOrNobody() throws Exception {
        assertThat(sender("ana@example.org")).isEqualTo("ana@example.org");
        assertThat(sender("bob@x.example,eve@example.org")).isEqualTo("\"bob@x.example,eve\"@example.org");
        assertThat(sender("")).isEmpty();
        assertThat(sender("#@[]")).isEmpty();
    }

    @Test
    void aMessageWithoutPartsIsItsText() throws Exception {
        try (ParsedBeanMail mail = mail("Subject: x\n\nhello\n")) {
            assertThat(mail.text()).contains("hello\n");
            assertThat(mail.attachments()).isEmpty();
        }
    }

    @Test
    void malformedFieldsDoNotKeepAMailFromItsBean() throws Exception {
        String odd = MAIL.replace("text/plain; charset=UTF-8", "text/plain; charset=x-klingon")
                .replace("TEXT/CSV; name=\"order.csv\"", "text/csv; name=order of may.csv; =")
                .replace("filename=\"=?UTF-8?Q?Bestellung_M=C3=A4rz.csv?=\"", "filename=order of may.csv");
        try (ParsedBeanMail mail = mail(odd.formatted("Y2hhaXIsNAo="))) {
            assertThat(mail.text()).as("in a charset that is not known").isEmpty();
            InboundMail.Attachment file = mail.attachments().get(0);
            assertThat(file.name()).isEqualTo("order of may.csv");
            assertThat(file.type()).isEqualTo("text/csv");
            assertThat(read(file.open())).isEqualTo("chair,4\n");
        }
        String undeclared = "Subject: x\n\nGr\u00fc\u00dfe\n";
        try (ParsedBeanMail mail = mail(undeclared)) {
            assertThat(mail.text()).contains("Gr\u00fc\u00dfe\n");
        }
    }

    @Test
    void partsInOneAnotherHaveAnEnd() throws Exception {
        StringBuilder deep = new StringBuilder("MIME-Version: 1.0\n");
        for (int i = 0; i < 40; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        try (ParsedBeanMail mail = mail(deep + "\nx\n")) {
            assertThatThrownBy(mail::attachments)
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("more than 30 in one another");
            assertThatThrownBy(mail::text).isInstanceOf(MessagingException.class);
        }
    }

    @Test
    void aLargeOneIsReadFromAFileThatGoesWithTheCall() throws Exception {
        Set<Path> before = files();
        try (ParsedBeanMail mail = mail(MAIL.formatted(("QUFB".repeat(19) + "\n").repeat(20_000)))) {
            try (InputStream in = mail.attachments().get(0).open()) {
                assertThat(in.transferTo(java.io.OutputStream.nullOutputStream()))
                        .isEqualTo(20_000L * 57);
            }
            Set<Path> made = files();
            made.removeAll(before);
            assertThat(made).hasSize(1).noneMatch(ParsedBeanMailTest::isReadableByOthers);
        }
        assertThat(files()).isEqualTo(before);
    }

    private static ParsedBeanMail large(String beginning, String again) {
        return mail(beginning + again.repeat((20 << 20) / again.length()));
    }

    /** Whatever the size of the mail, and at once. */
    @Test
    void aMailBeyondTheLimitsIsRefusedForGood() throws Exception {
        String mixed = "Content-Type: multipart/mixed; boundary=b\n\n";
        for (ParsedBeanMail hostile : List.of(
                large("", "a:\n"), large("Subject: ", "x"), large(mixed, "--b\n"), large(mixed + "--b\n", "a:\n"))) {
            try (ParsedBeanMail mail = hostile) {
                for (ThrowingCallable look : List.<ThrowingCallable>of(mail::text, mail::attachments, mail::message)) {
                    assertThatThrownBy(look)
                            .isInstanceOf(MessagingException.class)
                            .hasMessageStartingWith("the mail has more than ")
                            .hasNoCause();
                }
                try (InputStream in = mail.open()) {
                    assertThat(in.readNBytes(1))
                            .as("it can be read all the same")
                            .hasSize(1);
                }
            }
        }
        try (ParsedBeanMail mail = large("", "a:\n")) {
            assertThatThrownBy(() -> mail.header("Subject"))
                    .isInstanceOf(MessagingException.class)
                    .hasNoCause();
        }
        try (ParsedBeanMail mail = large("Subject: x\n" + mixed, "--b\n")) {
            assertThat(mail.header("Subject")).as("the header itself is good").contains("x");
        }
        try (ParsedBeanMail mail = large("Subject: x\n\n", "-- x\n")) {
            assertThatThrownBy(mail::text)
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("more than 2097152 octets");
            assertThat(mail.message().getSubject()).isEqualTo("x");
            assertThat(mail.attachments()).isEmpty();
        }
    }

    /** Jakarta Mail gets the parts that were counted, and no others. */
    @Test
    void theMessageHasThePartsThatWereCounted() throws Exception {
        for (int more : new int[] {1, 20_000}) {
            try (ParsedBeanMail mail = mail(MAIL.formatted(("QUFB".repeat(19) + "\n").repeat(more)))) {
                MimeMessage message = mail.message();
                assertThat(message.getSubject()).isEqualTo("Gr\u00fc\u00dfe and more");
                Multipart parts = (Multipart) message.getContent();
                assertThat(parts.getCount()).isEqualTo(2);
                assertThat(parts.getContentType()).startsWith("multipart/mixed");
                Multipart alternative = (Multipart) parts.getBodyPart(0).getContent();
                assertThat(alternative.getBodyPart(0).getContent()).isEqualTo("plain");
                assertThat(((Multipart) parts.getBodyPart(0).getDataHandler().getContent()).getCount())
                        .isEqualTo(2);
                assertThat(parts.getBodyPart(1).getFileName()).contains("Bestellung");
                assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).hasSize(more * 57);
                ByteArrayOutputStream whole = new ByteArrayOutputStream();
                message.writeTo(whole);
                assertThat(whole.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"))
                        .isEqualTo(read(mail.open()));
            }
        }
    }

    @Test
    void aMessageInAMailIsCountedWhenItIsAskedFor() throws Exception {
        String around = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n";
        try (ParsedBeanMail mail = mail(around + "Subject: inner\n"
                + around.replace("=b", "=c").replace("--b", "--c") + "Subject: innermost\n\nx\n--c--\n--b--\n")) {
            MimeMessage inner = (MimeMessage)
                    ((Multipart) mail.message().getContent()).getBodyPart(0).getContent();
            assertThat(inner.getSubject()).isEqualTo("inner");
            MimeMessage innermost = (MimeMessage)
                    ((Multipart) inner.getContent()).getBodyPart(0).getContent();
            assertThat(innermost.getSubject()).isEqualTo("innermost");
            assertThat(innermost.getContent()).isEqualTo("x");
        }
        try (ParsedBeanMail mail = large(around, "a:\n")) {
            BodyPart part = ((Multipart) mail.message().getContent()).getBodyPart(0);
            assertThatThrownBy(part::getContent)
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("header fields");
            assertThatThrownBy(part::getDataHandler).isInstanceOf(MessagingException.class);
        }
    }

    @Test
    void jakartaMailSeesNoPartsThatTheScannerDoesNot() throws Exception {
        for (String type : List.of("\"multipart\"/mixed; boundary=b", "multipart/", "message/rfc822/x")) {
            try (ParsedBeanMail mail = mail("Content-Type: " + type + "\n\n--b\n\nx\n--b--\n")) {
                assertThat(mail.message().getContentType()).isEqualTo("application/octet-stream");
                assertThat(mail.message().getContent()).isInstanceOf(InputStream.class);
            }
        }
        String to = "To: " + "a@b,\n ".repeat(4_000) + "c@d\n";
        try (ParsedBeanMail mail = mail(to + to + "\nx\n")) {
            assertThat(mail.headers("To")).hasSize(2);
            assertThatThrownBy(mail::message)
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("field of more than 32768 octets");
        }
        try (ParsedBeanMail mail = mail(to + to.replace("To:", "X-To:") + "\nx\n")) {
            assertThat(mail.message().getAllRecipients()).hasSize(4_001);
        }
    }

    @Test
    void aBrokenEncodingIsNoTroubleThatEnds() throws Exception {
        String broken = MAIL.formatted("Y2hhaXIsN");
        try (ParsedBeanMail mail = mail(broken)) {
            InboundMail.Attachment file = mail.attachments().get(0);
            assertThatThrownBy(() -> read(file.open())).isInstanceOf(BrokenEncodingException.class);
            assertThatThrownBy(() -> {
                        try (InputStream in = file.open()) {
                            while (in.read() >= 0) {
                                assertThat(in).isNotNull();
                            }
                        }
                    })
                    .isInstanceOf(BrokenEncodingException.class);
        }
        try (ParsedBeanMail mail = mail("Content-Transfer-Encoding: base64\n\nQUJDR\n")) {
            assertThatThrownBy(mail::text)
                    .isInstanceOf(MessagingException.class)
                    .hasNoCause();
        }
        try (ParsedBeanMail mail = mail("Content-Transfer-Encoding: rot13\nContent-Disposition: attachment\n\nx\n")) {
            assertThatThrownBy(() -> mail.attachments().get(0).open()).isInstanceOf(MessagingException.class);
        }
        try (ParsedBeanMail mail = mail("Content-Type: multipart/mixed; boundary=b\n\nno parts\n")) {
            assertThatThrownBy(mail::attachments)
                    .isInstanceOf(MessagingException.class)
                    .hasNoCause();
        }
    }

    @Test
    void aReadErrorIsTheCauseOfAMessagingException() throws Exception {
        Body unreadable = new Body() {
            @Override
            public long size() {
                return 1_000_000;
            }

            @Override
            public InputStream open() throws IOException {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("planned");
                    }
                };
            }
        };
        Set<Path> before = files();
        try (ParsedBeanMail mail = new ParsedBeanMail(
                new BeanMail(new QueueId(7), "ana@example.org", "orders@example.org", unreadable, Instant.EPOCH))) {
            for (ThrowingCallable look : List.<ThrowingCallable>of(
                    mail::text, mail::attachments, mail::message, () -> mail.header("Subject"))) {
                assertThatThrownBy(look).isInstanceOf(MessagingException.class).hasCauseInstanceOf(IOException.class);
            }
        }
        assertThat(files()).isEqualTo(before);
    }

    private static Set<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("qmail-bean"))
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isReadableByOthers(Path file) {
        try {
            return !PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                    .endsWith("------");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void htmlItsImageAndAnInvitation() throws Exception {
        try (ParsedBeanMail mail = mail("""
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=a

                --a
                Content-Type: multipart/related; boundary=b

                --b
                Content-Type: text/html; charset=ISO-8859-1
                Content-Transfer-Encoding: quoted-printable

                <img src=3D"cid:logo@x">gr=FC=DFe
                --b
                Content-Type: image/png
                Content-ID: <logo@x>
                Content-Transfer-Encoding: base64

                aGk=
                --b--
                --a
                Content-Type: text/calendar; method=REQUEST

                BEGIN:VCALENDAR
                --a--
                """)) {
            assertThat(mail.html()).contains("<img src=\"cid:logo@x\">gr\u00fc\u00dfe");
            InboundMail.Attachment logo = mail.inline("logo@x").orElseThrow();
            assertThat(logo.type()).isEqualTo("image/png");
            assertThat(read(logo.open())).isEqualTo("hi");
            assertThat(mail.inline("other@x")).isEmpty();
            assertThat(mail.calendar()).contains("BEGIN:VCALENDAR");
            assertThat(mail.text()).isEmpty();
        }
    }

    private static final String NOTICE = """
            Content-Type: multipart/report; report-type=delivery-status; boundary=a

            --a

            it failed
            --a
            Content-Type: message/%s

            Reporting-MTA: dns; mx.example.net
            Original-Envelope-Id: order/17

            Original-Recipient: rfc822;ana@example.net
            Final-Recipient: rfc822; ana@inside.example.net
            Action: failed
            Status: 5.1.1 (nobody)
            Diagnostic-Code: smtp; 550 5.1.1
              no mailbox here

            Final-Recipient: utf-8; j\\x{FC}rgen@example.net
            Action: Delayed
            Status: 4.4.1
            --a--
            """;

    @Test
    void aBounceTellsWhatHasBecomeOfWhom() throws Exception {
        try (ParsedBeanMail mail = mail(NOTICE.formatted("delivery-status"))) {
            DeliveryStatus told = mail.deliveryStatus().orElseThrow();
            assertThat(told.envelopeId()).isEqualTo("order/17");
            assertThat(told.recipients())
                    .containsExactly(
                            new DeliveryStatus.Recipient(
                                    "ana@example.net",
                                    DeliveryStatus.Action.FAILED,
                                    "5.1.1",
                                    "550 5.1.1 no mailbox here"),
                            new DeliveryStatus.Recipient(
                                    "j\u00fcrgen@example.net", DeliveryStatus.Action.DELAYED, "4.4.1", ""));
            assertThat(told.recipients().stream().map(DeliveryStatus.Recipient::isFailed))
                    .containsExactly(true, false);
        }
    }

    @Test
    void otherMailIsNoBounceAndABrokenOneIsSaidToBeBroken() throws Exception {
        try (ParsedBeanMail mail = mail(MAIL.formatted(""))) {
            assertThat(mail.deliveryStatus()).isEmpty();
        }
        for (String broken : List.of(
                NOTICE.formatted("other"),
                NOTICE.formatted("delivery-status").replace("Action: failed", "Action: lost"),
                NOTICE.formatted("delivery-status").replace("Final-Recipient", "Somebody"),
                NOTICE.formatted("delivery-status").replace("smtp; 550", "smtp; " + "x".repeat(300_000)))) {
            try (ParsedBeanMail mail = mail(broken)) {
                assertThatThrownBy(mail::deliveryStatus).isInstanceOf(MessagingException.class);
            }
        }
    }
}
