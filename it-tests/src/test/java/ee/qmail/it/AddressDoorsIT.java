package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is no address, at the doors that are open to programs: it is refused at once or bounced, and nothing is tried for ever. */
@ExtendWith(SharedServer.class)
class AddressDoorsIT {
    /** The address itself, or the member of the JSON where it has a NUL. */
    private static final String NAMED = "address '|(sender|recipients\\S*): ";

    private static final List<String> WRONG = List.of(
            "x".repeat(1112) + "@client.example",
            "a\\u0000b@client.example",
            "a@" + "d".repeat(304),
            "a@client.example\\nBcc: spy@client.example",
            "a\\r@client.example",
            "\\ud800@client.example");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final QmailServer server;
    private String user;

    AddressDoorsIT(QmailServer server) {
        this.server = server;
    }

    @BeforeEach
    void newMailbox() {
        user = "doors" + COUNT.incrementAndGet();
        server.admin().createMailbox(user, null);
    }

    private String at(String name) {
        return name + "@" + QmailServer.DOMAIN;
    }

    private HttpResponse<String> post(String sender, String recipients) {
        return server.admin()
                .send(
                        "POST",
                        "/api/messages",
                        "{\"sender\":\"" + sender + "\",\"recipients\":[" + recipients
                                + "],\"subject\":\"doors\",\"text\":\"hello\"}");
    }

    @Test
    void restRefusesInvalidAddresses() {
        for (String wrong : WRONG) {
            HttpResponse<String> sender = post(wrong, "\"" + at(user) + "\"");
            assertThat(sender.statusCode()).as(wrong).isEqualTo(400);
            assertThat(sender.body()).contains("must ").containsPattern(NAMED).hasSizeLessThan(600);
            HttpResponse<String> recipient = post(at(user), "\"" + at(user) + "\",\"" + wrong + "\"");
            assertThat(recipient.statusCode()).as(wrong).isEqualTo(400);
            assertThat(recipient.body())
                    .contains("must ")
                    .containsPattern(NAMED)
                    .hasSizeLessThan(600);
        }
        assertThat(server.admin()
                        .send(
                                "POST",
                                "/api/messages",
                                "{\"recipients\":[\"" + at(user)
                                        + "\"],\"subject\":\"x\\r\\nBcc: spy@client.example\",\"text\":\"\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aRecipientStaysOneRecipient() {
        assertThat(post(at(user), "\"\\\"Doe, J\\\"@" + QmailServer.DOMAIN + "\"")
                        .statusCode())
                .isEqualTo(202);
        assertThat(server.mailbox(user).awaitMessage("Subject: failure notice"))
                .contains("<Doe, J@" + QmailServer.DOMAIN + ">:\n")
                .contains("Final-Recipient: rfc822; \"Doe, J\"@" + QmailServer.DOMAIN + "\n")
                .contains("To: \"Doe, J\"@" + QmailServer.DOMAIN + "\n");
        server.admin().awaitIdle();
        assertThat(server.mailbox(user).files()).hasSize(1);
    }

    private Path drop(String envelope) throws IOException {
        Path maildrop = server.home().resolve("maildrop");
        Files.createDirectories(maildrop.resolve("new"));
        Path file = maildrop.resolve("hostile." + COUNT.incrementAndGet());
        Files.write(file, (envelope + "Subject: dropped\n\nhello\n").getBytes(StandardCharsets.UTF_8));
        return Files.move(file, maildrop.resolve("new").resolve(file.getFileName()));
    }

    @Test
    void aFileOfTheMaildropIsBouncedForInvalidAddresses() throws IOException {
        String spy = "spy" + user;
        server.admin().createMailbox(spy, null);
        long dead = server.admin().queue("dead");
        long deferred = server.admin().queue("deferred");
        drop("F" + at(user) + "\0T" + at(user) + "\0Tno@client.example\n" + at(spy) + "\0Tx@" + "d".repeat(304)
                + "\0\0");
        Path badSender = drop("F" + "x".repeat(1001) + "\0T" + at(spy) + "\0\0");

        assertThat(server.mailbox(user).awaitMessage("Subject: failure notice"))
                .contains("<no@client.example?" + at(spy) + ">:\n", "must not have control characters")
                .contains("<x@ddd");
        Await.until(
                "the other one is set aside",
                () -> Files.exists(server.home().resolve("maildrop/bad").resolve(badSender.getFileName())));
        server.admin().awaitIdle();
        assertThat(server.mailbox(user).count("Subject: dropped")).isEqualTo(2);
        assertThat(server.mailbox(spy).files()).isEmpty();
        assertThat(server.admin().queue("dead")).isEqualTo(dead);
        assertThat(server.admin().queue("deferred")).isEqualTo(deferred);
    }

    @Test
    void bn1ADoubleBounceGoesElsewhereWithTheEmptySender() {
        try (FarServer far =
                new FarServer(recipient -> recipient.startsWith("postmaster@") ? "250 ok" : "550 5.1.1 no such user")) {
            server.admin().control("smtproutes", far.route("far.example"));
            server.admin().control("doublebouncehost", "far.example");
            try (SmtpClient smtp = server.smtp().ehlo()) {
                assertThat(smtp.message(
                                "gone@far.example",
                                List.of("nobody@far.example"),
                                "Subject: doors\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                        .startsWith("250 ");
                assertThat(smtp.send("MAIL FROM:<#@[]>")).startsWith("250 ");
            }
            Await.until("the double bounce is there", () -> !far.received.isEmpty());
            assertThat(far.received.get(0).sender()).isEmpty();
            assertThat(far.received.get(0).recipients()).containsExactly("postmaster@far.example");
            server.admin().awaitIdle();
        } finally {
            server.admin().control("doublebouncehost", QmailServer.DOMAIN);
        }
    }
}
