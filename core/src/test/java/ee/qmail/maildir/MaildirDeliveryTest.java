package ee.qmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.files.OpenDirectory;
import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries into real directories, whole ones and broken ones. */
class MaildirDeliveryTest {
    private static final byte[] HEAD =
            "Return-Path: <>\nDelivered-To: ana@example.org\n".getBytes(StandardCharsets.UTF_8);
    private static final Body BODY = Body.of("Subject: hello\n\nworld\n");
    private static final DeliveryName NAME =
            DeliveryName.of(Instant.ofEpochSecond(1_700_000_000L), new QueueId(42), "ana@example.org");

    @TempDir
    Path directory;

    private Maildir maildir;

    @BeforeEach
    void create() throws IOException {
        maildir = new Maildir(directory.resolve("ana/Maildir"));
        maildir.create();
    }

    @Test
    void createMayBeRepeated() throws IOException {
        deliver(Attempt.FIRST);
        maildir.create();
        assertThat(files("new")).hasSize(1);
    }

    @Test
    void md1TheMessageIsHeadAndBodyUnderANameThatTellsItsSizes() throws IOException {
        assertThat(deliver(Attempt.FIRST)).isEqualTo(Delivery.DELIVERED);
        assertThat(files("tmp")).isEmpty();
        assertThat(files("new")).containsExactly(NAME.base() + ",S=68,W=73");
        assertThat(content()).isEqualTo(new String(HEAD, StandardCharsets.UTF_8) + "Subject: hello\n\nworld\n");
    }

    @Test
    void aBodyOfManyBuffersArrivesWhole() throws IOException {
        byte[] body = "x\n".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        maildir.deliver(NAME, HEAD, Body.of(body), Attempt.FIRST);
        MaildirMessage message = maildir.list().get(0);
        assertThat(message.size()).isEqualTo(HEAD.length + 400_000);
        assertThat(message.wireSize()).isEqualTo(HEAD.length + 2 + 600_000);
        assertThat(content()).endsWith("x\n").hasSize(HEAD.length + 400_000);
    }

    @Test
    void anEmptyMessageIsDelivered() throws IOException {
        maildir.deliver(NAME, new byte[0], Body.of(""), Attempt.FIRST);
        assertThat(files("new")).containsExactly(NAME.base() + ",S=0,W=0");
    }

    @Test
    void aRepeatedDeliveryFindsTheFirst() throws IOException {
        deliver(Attempt.FIRST);
        assertThat(deliver(Attempt.FIRST)).isEqualTo(Delivery.ALREADY_DELIVERED);
        assertThat(deliver(Attempt.REPEATED)).isEqualTo(Delivery.ALREADY_DELIVERED);
        assertThat(files("new")).hasSize(1);
    }

    @Test
    void aRepeatedDeliveryFindsTheFirstInCurWithFlags() throws IOException {
        deliver(Attempt.FIRST);
        Path seen = maildir.path().resolve("cur").resolve(files("new").get(0) + ":2,FS");
        Files.move(maildir.path().resolve("new").resolve(files("new").get(0)), seen);
        assertThat(deliver(Attempt.REPEATED)).isEqualTo(Delivery.ALREADY_DELIVERED);
        assertThat(files("new")).isEmpty();
        assertThat(files("cur")).hasSize(1);
    }

    @Test
    void anotherDeliveryWhoseNameBeginsAlikeIsNotTakenForTheFirst() throws IOException {
        Files.createFile(maildir.path().resolve("cur").resolve(NAME.base() + "2,S=1,W=1:2,"));
        assertThat(deliver(Attempt.REPEATED)).isEqualTo(Delivery.DELIVERED);
    }

    @Test
    void anotherMessageUnderTheSameNameIsNotTakenForTheFirstNorPutInItsPlace() throws IOException {
        deliver(Attempt.FIRST);
        Body other = Body.of("Subject: HELLO\n\nWORLD\n");

        assertThat(maildir.deliver(NAME, HEAD, other, Attempt.FIRST)).isEqualTo(Delivery.DELIVERED);
        assertThat(maildir.deliver(NAME, HEAD, Body.of("longer than that\n"), Attempt.REPEATED))
                .as("which is not a repetition, by its size")
                .isEqualTo(Delivery.DELIVERED);

        assertThat(files("new")).hasSize(3).contains(NAME.base() + ",S=68,W=73");
        assertThat(files("tmp")).isEmpty();
        assertThat(deliver(Attempt.FIRST)).isEqualTo(Delivery.ALREADY_DELIVERED);
    }

    /** An earlier version, or a server with another control/me, made the delivery that is repeated. */
    @Test
    void aRepeatedDeliveryFindsTheFirstUnderWhateverHost() throws IOException {
        String old = NAME.base().replace(".qmail", ".mx.example.org") + ",S=68,W=73";
        Files.createFile(maildir.path().resolve("cur").resolve(old + ":2,S"));
        assertThat(deliver(Attempt.REPEATED)).isEqualTo(Delivery.ALREADY_DELIVERED);
        assertThat(files("new")).isEmpty();
    }

    @Test
    void aCrashBetweenWriteAndRenameLeavesOnlyTmpAndTheRepetitionDelivers() throws IOException {
        try (OpenDirectory open = OpenDirectory.of(maildir.path());
                OpenDirectory tmp = open.child("tmp")) {
            MaildirWriter.write(open, tmp, NAME, HEAD, BODY);
        }
        assertThat(files("tmp")).hasSize(1);
        assertThat(maildir.list()).isEmpty();
        assertThat(deliver(Attempt.REPEATED)).isEqualTo(Delivery.DELIVERED);
        assertThat(files("new")).hasSize(1);
    }

    @Test
    void md1ABodyThatBreaksOffLeavesNothing() {
        assertThatThrownBy(() -> maildir.deliver(NAME, HEAD, broken(new IOException("disk on fire")), Attempt.FIRST))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unable to write the message to tmp")
                .hasMessageContaining("disk on fire");
        assertThatThrownBy(() -> maildir.deliver(NAME, HEAD, truncated(), Attempt.FIRST))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the body has 3 octets instead of the 9 it announced");
        assertThat(files("tmp")).isEmpty();
        assertThat(files("new")).isEmpty();
    }

    @Test
    void aMaildirWithoutTmpIsNamed() throws IOException {
        Files.delete(maildir.path().resolve("tmp"));
        assertThatThrownBy(() -> deliver(Attempt.FIRST))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Maildir " + maildir.path())
                .hasMessageContaining("create the Maildir first");
    }

    @Test
    void aRenameThatFailsLeavesNothingInTmp() throws IOException {
        Files.delete(maildir.path().resolve("new"));
        assertThatThrownBy(() -> deliver(Attempt.FIRST))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unable to move the message to new");
        assertThat(files("tmp")).isEmpty();
    }

    @Test
    void aFileInTheWayOfTmpIsAFailureNotALoss() throws IOException {
        Files.delete(maildir.path().resolve("tmp"));
        Files.createFile(maildir.path().resolve("tmp"));
        assertThatThrownBy(() -> deliver(Attempt.FIRST)).isInstanceOf(IOException.class);
        assertThat(files("new")).isEmpty();
    }

    private Delivery deliver(Attempt attempt) throws IOException {
        return maildir.deliver(NAME, HEAD, BODY, attempt);
    }

    private List<String> files(String subdirectory) {
        try (Stream<Path> files = Files.list(maildir.path().resolve(subdirectory))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String content() throws IOException {
        return Files.readString(
                maildir.path().resolve("new").resolve(files("new").get(0)));
    }

    private static Body broken(IOException failure) {
        return body(new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }
        });
    }

    private static Body truncated() {
        return body(new ByteArrayInputStream(new byte[3]));
    }

    private static Body body(InputStream stream) {
        return new Body() {
            @Override
            public long size() {
                return 9;
            }

            @Override
            public InputStream open() {
                return stream;
            }
        };
    }
}
