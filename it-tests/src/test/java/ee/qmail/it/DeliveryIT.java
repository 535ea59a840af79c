package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.Mailbox;
import ee.qmail.test.server.SmtpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In by SMTP, into a Maildir, out by POP3. */
@ExtendWith(SharedServer.class)
class DeliveryIT {
    private static final String PASSWORD = "opensesame";
    private static final String SENDER = "ben@client.example";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final QmailServer server;
    private String user;

    DeliveryIT(QmailServer server) {
        this.server = server;
    }

    @BeforeEach
    void newMailbox() {
        user = newName();
        server.admin().createMailbox(user, PASSWORD);
    }

    private static String newName() {
        return "user" + COUNT.incrementAndGet();
    }

    private static String at(String name) {
        return name + "@" + QmailServer.DOMAIN;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String submit(String sender, List<String> recipients, byte[] text) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            return smtp.message(sender, recipients, text);
        }
    }

    private void submitted(String sender, String recipient, String text) {
        assertThat(submit(sender, List.of(recipient), octets(text))).startsWith("250 2.0.0 ok ");
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("no octet", new byte[0]),
                Arguments.of("an empty line", octets("\r\n")),
                Arguments.of("one line", octets("Subject: short\r\n")),
                Arguments.of("8-bit text", allOctets()),
                Arguments.of("dots", octets("Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n\r\n.\r\n")),
                Arguments.of(
                        "998-octet lines", octets("Subject: long\r\n\r\n" + ("x".repeat(998) + "\r\n").repeat(20))),
                Arguments.of("a very long line", octets("Subject: longer\r\n\r\n." + "y".repeat(100_000) + "\r\n")),
                Arguments.of("1 MB", random(1024 * 1024)),
                Arguments.of("20 MB", random(20 * 1024 * 1024)));
    }

    private static byte[] allOctets() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(octets("Subject: octets\r\n\r\n"));
        for (int octet = 1; octet < 256; octet++) {
            if (octet != '\r' && octet != '\n') {
                text.write(octet);
            }
        }
        text.writeBytes(octets("\r\n"));
        return text.toByteArray();
    }

    /** Lines of any length up to 998 and of any octets, dots among the first ones. */
    private static byte[] random(int size) {
        Random random = new Random(size);
        ByteArrayOutputStream text = new ByteArrayOutputStream(size + 1024);
        text.writeBytes(octets("Subject: random\r\n\r\n"));
        while (text.size() < size) {
            byte[] line = new byte[random.nextInt(999)];
            random.nextBytes(line);
            for (int i = 0; i < line.length; i++) {
                if (line[i] == '\r' || line[i] == '\n' || line[i] == 0 || i == 0 && random.nextInt(10) == 0) {
                    line[i] = '.';
                }
            }
            text.writeBytes(line);
            text.writeBytes(octets("\r\n"));
        }
        return text.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void aMessageArrivesUnchanged(String name, byte[] text) {
        assertThat(submit(SENDER, List.of(at(user)), text)).startsWith("250 2.0.0 ok ");
        Mailbox mailbox = server.mailbox(user);
        Await.until("the message is in " + mailbox, () -> mailbox.files().size() == 1);
        try (Pop3Client pop3 = server.pop3().login(at(user), PASSWORD)) {
            assertThat(pop3.count()).isEqualTo(1);
            byte[] retrieved = pop3.retrieve(1);
            assertThat(pop3.size(1)).isEqualTo(retrieved.length);
            int head = retrieved.length - text.length;
            assertThat(new String(retrieved, 0, head, StandardCharsets.ISO_8859_1))
                    .matches("Return-Path: <" + SENDER + ">\r\nDelivered-To: " + at(user) + "\r\n"
                            + "Received: from unknown \\(HELO client.example\\) \\(127.0.0.1\\)\r\n"
                            + "  by \\S+ with ESMTP id \\S+; \\d+ \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d -0000\r\n");
            assertThat(Arrays.equals(retrieved, head, retrieved.length, text, 0, text.length))
                    .as("the text is the one that was sent")
                    .isTrue();
            pop3.delete(1);
            pop3.quit();
        }
        assertThat(mailbox.files()).isEmpty();
    }

    @Test
    void reachesEachOfAHundredRecipientsOnce() {
        List<String> names = IntStream.range(0, 100).mapToObj(i -> newName()).toList();
        names.forEach(name -> server.admin().createMailbox(name, null));
        List<String> recipients = names.stream().map(DeliveryIT::at).toList();
        assertThat(submit(SENDER, recipients, octets("Subject: to many\r\n\r\nhello\r\n")))
                .startsWith("250");
        for (String name : names) {
            assertThat(server.mailbox(name).awaitMessage("Subject: to many"))
                    .contains("Delivered-To: " + at(name) + "\n")
                    .endsWith("\nhello\n");
        }
        server.admin().awaitIdle();
        assertThat(names).allMatch(name -> server.mailbox(name).files().size() == 1);
    }

    @Test
    void deletesAtQuitOnly() {
        submitted(SENDER, at(user), "Subject: one\r\n\r\n");
        submitted(SENDER, at(user), "Subject: two\r\n\r\n");
        Mailbox mailbox = server.mailbox(user);
        Await.until("both messages are there", () -> mailbox.files().size() == 2);
        try (Pop3Client pop3 = server.pop3().login(at(user), PASSWORD)) {
            pop3.delete(1);
            pop3.delete(2);
        }
        Pop3Client again = awaitLogin();
        assertThat(again.count()).isEqualTo(2);
        boolean one = again.retrieveText(1).contains("Subject: one");
        again.delete(1);
        assertThat(mailbox.files()).hasSize(2);
        again.quit();
        Await.until("one message is gone", () -> mailbox.files().size() == 1);
        assertThat(mailbox.count(one ? "Subject: two" : "Subject: one")).isEqualTo(1);
    }

    /** The server may notice a moment later that a client has gone. */
    private Pop3Client awaitLogin() {
        Pop3Client[] found = new Pop3Client[1];
        Await.until("the mailbox is free", () -> {
            Pop3Client pop3 = server.pop3();
            pop3.send("USER " + at(user));
            if (pop3.send("PASS " + PASSWORD).startsWith("+OK")) {
                found[0] = pop3;
                return true;
            }
            pop3.close();
            return false;
        });
        return found[0];
    }

    @Test
    void aSecondSessionFindsTheMailboxInUse() {
        try (Pop3Client first = server.pop3().login(at(user), PASSWORD);
                Pop3Client second = server.pop3()) {
            second.send("USER " + at(user));
            assertThat(second.send("PASS " + PASSWORD)).startsWith("-ERR [IN-USE] ");
            first.quit();
        }
        awaitLogin().quit();
    }

    @Test
    void aWrongPasswordOpensNothing() {
        try (Pop3Client pop3 = server.pop3()) {
            pop3.send("USER " + at(user));
            assertThat(pop3.send("PASS wrong")).startsWith("-ERR [AUTH] ");
        }
    }

    @Test
    void anAliasForwards() {
        String alias = newName();
        server.admin().createAlias(alias, at(user));
        submitted(SENDER, at(alias), "Subject: by way of an alias\r\n\r\n");
        assertThat(server.mailbox(user).awaitMessage("Subject: by way of an alias"))
                .startsWith(
                        "Return-Path: <" + SENDER + ">\nDelivered-To: " + at(user) + "\nDelivered-To: " + at(alias));
    }

    @Test
    void aLoopOfAnAliasAndADotQmailFileEndsInABounce() throws IOException {
        String one = newName();
        String two = newName();
        server.admin().createAlias(one, at(two));
        Path file = server.home().resolve("mail/" + QmailServer.DOMAIN + "/.qmail-" + two);
        Files.writeString(file, "&" + at(one) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        submitted(at(user), at(one), "Subject: round and round\r\n\r\n");
        assertThat(server.mailbox(user).awaitMessage("Subject: round and round"))
                .startsWith("Return-Path: <>\n")
                .contains("This message is looping: it already has my Delivered-To line. (#5.4.6)");
        server.admin().awaitIdle();
        assertThat(server.mailbox(user).files()).hasSize(1);
    }

    @Test
    void dq11AMessageThatHasComeBackIsRefusedIfNobodyElseGetsIt() {
        byte[] text =
                ("Delivered-To: " + at(user) + "\r\nSubject: back again\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        try (SmtpClient smtp = server.smtp().ehlo()) {
            assertThat(smtp.message(SENDER, List.of(at(user)), text)).startsWith("554 5.4.6 ");
            assertThat(smtp.message(at(user), List.of(at(user), at("postmaster")), text))
                    .startsWith("250 ");
        }
    }

    @Test
    void isReadyAndSaysSo() {
        assertThat(server.admin().open("/health/ready").statusCode()).isEqualTo(200);
        assertThat(server.admin().open("/health/ready").body())
                .contains("\"status\":\"UP\"", "\"smtpd\"", "\"pop3d\"", "\"queue\"")
                .doesNotContain("DOWN");
    }

    @Test
    void theApiIsForTheAdministratorOnly() {
        assertThat(server.admin().open("/api/domains").statusCode()).isEqualTo(401);
    }
}
