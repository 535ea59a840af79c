package ee.qmail.rar;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.api.InboundMail;
import ee.qmail.application.ApplicationMail;
import ee.qmail.mail.Body;
import ee.qmail.queue.QueueId;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
    void aLargeOneIsReadFromAFileThatGoesWithTheCall() throws Exception {
        long before = files();
        try (StoredMail mail = mail(MAIL.formatted(("QUFB".repeat(19) + "\n").repeat(20_000)))) {
            try (InputStream in = mail.attachments().get(0).open()) {
                assertThat(in.transferTo(java.io.OutputStream.nullOutputStream()))
                        .isEqualTo(20_000L * 57);
            }
            assertThat(files()).isEqualTo(before + 1);
        }
        assertThat(files()).isEqualTo(before);
    }

    private static long files() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("qmail-bean"))
                    .count();
        }
    }
}
