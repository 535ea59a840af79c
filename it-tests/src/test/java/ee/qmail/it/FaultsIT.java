package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.OwnDatabase;
import ee.qmail.it.harness.OwnDns;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SmallDisk;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What docs/faults.md says: a server that loses its disk, its database or its DNS answers no 250 for what is not stored,
 * says what is wrong, and goes on by itself.
 */
class FaultsIT {
    private static final int MEGABYTES = 700;
    private static final long A_LITTLE = 8_000_000;
    private static final int LARGE = 200_000;

    private static SmallDisk disk;
    private static OwnDatabase database;
    private static OwnDns dns;
    private static QmailServer server;
    private static int delivered;

    @BeforeAll
    static void start() {
        Path root = Path.of(System.getProperty("qmail.work")).resolve("small-disk");
        disk = SmallDisk.mount(root, MEGABYTES);
        database = new OwnDatabase(root.resolve("database"));
        dns = new OwnDns();
        server = new QmailServer(root.resolve("home"))
                .with("QMAIL_DB_URL", database.url())
                .with("QMAIL_DNS", dns.address())
                .start()
                .prepare();
        server.admin().createMailbox("ana", null);
        server.admin().createMailbox("bob", null);
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.end();
        }
        if (database != null) {
            database.close();
        }
        if (dns != null) {
            dns.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    /** The last reply: of the greeting if it is a refusal, of RCPT, or of the text. */
    private static String send(String recipient, int size) {
        try (SmtpClient client = server.smtp()) {
            if (!client.greeting().startsWith("220")) {
                return client.greeting();
            }
            client.ehlo();
            assertThat(client.send("MAIL FROM:<a@far.example>")).startsWith("250");
            String recipientReply = client.send("RCPT TO:<" + recipient + ">");
            if (!recipientReply.startsWith("250")) {
                return recipientReply;
            }
            client.send("RSET");
            return client.message("a@far.example", List.of(recipient), text(size));
        }
    }

    private static byte[] text(int size) {
        return ("Subject: faults\r\n\r\n" + "0123456789\r\n".repeat(size / 12)).getBytes(StandardCharsets.US_ASCII);
    }

    private static String ana() {
        return "ana@" + QmailServer.DOMAIN;
    }

    private static int ready() {
        return server.admin().open("/health/ready").statusCode();
    }

    private static void assertWorks() {
        Await.until("it is ready again", () -> ready() == 200);
        assertThat(send(ana(), 1_000)).startsWith("250");
        delivered++;
        Await.until(
                "everything accepted is delivered, and nothing else",
                Await.PATIENCE,
                () -> server.mailbox("ana").messages().size() == delivered,
                () -> server.mailbox("ana").messages().size() + " instead of " + delivered);
    }

    private static void assertRefused(String reply, String... texts) {
        assertThat(reply).startsWith("4").contains(texts);
    }

    @Test
    void theDiskIsAlmostFull() {
        assertWorks();
        try (SmtpClient open = server.smtp().ehlo()) {
            disk.fill(A_LITTLE);
            Await.until("the queue is not ready", () -> ready() == 503);
            assertRefused(send(ana(), 1_000), "421 4.3.1 the disk is full, try again later");
            assertRefused(
                    open.message("a@far.example", List.of(ana()), text(1_000)),
                    "451 4.3.0 message not stored, try again later");
            assertThat(server.admin().send("GET", "/api/services", null).body())
                    .contains("the disk of the broker is full");
        } finally {
            disk.makeRoom();
        }
        assertWorks();
    }

    @Test
    void theDiskIsFull() {
        assertWorks();
        List<String> replies = new ArrayList<>();
        try (SmtpClient open = server.smtp().ehlo()) {
            disk.fill(0);
            replies.add(open.message("a@far.example", List.of(ana()), text(LARGE)));
            Await.until("the queue is not ready", () -> ready() == 503);
            replies.add(open.message("a@far.example", List.of(ana()), text(1_000)));
            replies.add(send(ana(), 1_000));
        } finally {
            disk.makeRoom();
        }
        assertThat(replies).allMatch(reply -> reply.startsWith("4"));
        assertThat(replies.get(0)).isEqualTo("452 4.3.1 write error or disk full, try again later");
        assertWorks();
    }

    @Test
    void theHomeIsReadOnly() {
        assertWorks();
        long waiting = server.admin().queue("deferred");
        disk.makeReadOnly(server.home());
        try {
            assertRefused(send(ana(), LARGE), "452 4.3.1 write error or disk full, try again later");
            // the broker's journal is open, the Maildir's next file is not
            assertThat(send("bob@" + QmailServer.DOMAIN, 1_000)).startsWith("250");
            Await.until("bob's mail waits", () -> server.admin().queue("deferred") > waiting);
            assertThat(server.admin()
                            .send("PUT", "/api/control/concurrencyremote", "{\"content\":\"17\"}")
                            .statusCode())
                    .isEqualTo(500);
        } finally {
            disk.makeWritable(server.home());
        }
        assertWorks();
        server.admin().control("concurrencyremote", "18");
    }

    @Test
    void sch8TheDatabaseIsGone() {
        assertWorks();
        String session = server.admin().openSession();
        assertThat(server.admin().startPage(session)).isEqualTo(200);
        database.stop();
        try {
            Await.until("the database is not ready", () -> ready() == 503);
            assertRefused(
                    send("unknown@" + QmailServer.DOMAIN, 1_000),
                    "451 4.3.0 cannot decide about this recipient now, try again later");
            assertThat(server.admin().startPage(session)).isEqualTo(503);
            assertThat(server.admin().send("GET", "/api/domains", null).body())
                    .contains("\"status\":503")
                    .contains("The database does not answer");
            // it is deferred, and its job waits in the broker until it can be handed over
            assertThat(send("bob@no-route.example", 1_000)).startsWith("250");
        } finally {
            database.start();
        }
        assertWorks();
        assertThat(server.admin().startPage(session)).isEqualTo(200);
        Await.until("the job is in the database", () -> server.admin().queue("deferred") > 0);
        assertThat(server.admin().queue("dead")).isZero();
    }

    @Test
    void theDatabaseHangs() {
        assertWorks();
        database.freeze();
        try {
            Await.until("the database is not ready", () -> ready() == 503);
            assertRefused(
                    send("unknown@" + QmailServer.DOMAIN, 1_000),
                    "451 4.3.0 cannot decide about this recipient now, try again later");
            assertThat(send("bob@no-route.example", 1_000)).startsWith("250");
        } finally {
            database.thaw();
        }
        assertWorks();
    }

    @Test
    void theDnsIsGone() {
        assertThat(send("carl@gone.example", 1_000)).startsWith("250");
        awaitLog("deferral: Sorry,_I_couldn't_find_any_host_by_that_name._(#4.1.2)");
        assertThat(ready()).isEqualTo(200);
        dns.start();
        assertThat(send("carl@back.example", 1_000)).startsWith("250");
        awaitLog("failure: Sorry,_I_couldn't_find_any_host_named_back.example._(#5.1.2)");
    }

    private static void awaitLog(String words) {
        Path log = server.home().resolve("log/send/current");
        List<String> seen = new ArrayList<>();
        Await.until("log/send says " + words, Await.PATIENCE, () -> says(log, seen, words), () -> seen);
    }

    private static boolean says(Path log, List<String> seen, String words) {
        try {
            seen.clear();
            seen.addAll(Files.readAllLines(log, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            seen.add(e.toString());
        }
        return seen.stream().anyMatch(line -> line.contains(words));
    }
}
