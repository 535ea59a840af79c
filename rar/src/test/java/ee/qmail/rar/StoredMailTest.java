package ee.qmail.rar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.api.InboundMail;
import ee.qmail.application.ApplicationMail;
import ee.qmail.mail.Body;
import ee.qmail.queue.QueueId;
import jakarta.mail.MessagingException;
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
import org.junit.jupiter.api.Test;

class StoredMailTest {
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

    private static StoredMail mail(String text) {
        return new StoredMail(new ApplicationMail(
                new QueueId(7), "ana@example.org", "orders@example.org", Body.of(text), Instant.EPOCH));
    }

    private static String read(InputStream in) throws Exception {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void envelopeHeaderTextAndAttachments() throws Exception {
        try (StoredMail mail = mail(MAIL.formatted("Y2hhaXIsNAo="))) {
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

    @Test
    void aMessageWithoutPartsIsItsText() throws Exception {
        try (StoredMail mail = mail("Subject: x\n\nhello\n")) {
            assertThat(mail.text()).contains("hello\n");
            assertThat(mail.attachments()).isEmpty();
        }
    }

    @Test
    void whatStrangersWriteDoesNotKeepAMailFromItsBean() throws Exception {
        String odd = MAIL.replace("text/plain; charset=UTF-8", "text/plain; charset=x-klingon")
                .replace("TEXT/CSV; name=\"order.csv\"", "text/csv; name=order of may.csv; =")
                .replace("filename=\"=?UTF-8?Q?Bestellung_M=C3=A4rz.csv?=\"", "filename=order of may.csv");
        try (StoredMail mail = mail(odd.formatted("Y2hhaXIsNAo="))) {
            assertThat(mail.text()).as("in a charset that is not known").isEmpty();
            InboundMail.Attachment file = mail.attachments().get(0);
            assertThat(file.name()).isEqualTo("order of may.csv");
            assertThat(file.type()).isEqualTo("text/csv");
            assertThat(read(file.open())).isEqualTo("chair,4\n");
        }
        String undeclared = "Subject: x\n\nGr\u00fc\u00dfe\n";
        try (StoredMail mail = mail(undeclared)) {
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
        try (StoredMail mail = mail(deep + "\nx\n")) {
            assertThatThrownBy(mail::attachments)
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("more than 30 in one another");
            assertThatThrownBy(mail::text).isInstanceOf(MessagingException.class);
        }
    }

    @Test
    void aLargeOneIsReadFromAFileThatGoesWithTheCall() throws Exception {
        Set<Path> before = files();
        try (StoredMail mail = mail(MAIL.formatted(("QUFB".repeat(19) + "\n").repeat(20_000)))) {
            try (InputStream in = mail.attachments().get(0).open()) {
                assertThat(in.transferTo(java.io.OutputStream.nullOutputStream()))
                        .isEqualTo(20_000L * 57);
            }
            Set<Path> made = files();
            made.removeAll(before);
            assertThat(made).hasSize(1).noneMatch(StoredMailTest::isReadableByOthers);
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
}
