package ee.qmail.examples.archive;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.test.server.Await;
import ee.qmail.test.server.QmailServer;
import ee.qmail.test.server.RunningServer;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All mail for one domain is kept, and sent on to the mailboxes of another; and that of one mailbox. */
@QmailServer(
        mailboxes = {"ana@inside.example", "bo@inside.example", "cy@other.example"},
        environment = "ARCHIVE_TOKEN=" + ArchiveIT.TOKEN,
        applications = "target/archive.war")
class ArchiveIT {
    static final String TOKEN = "a-token-of-this-test";
    private static final int MANY = 30;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RunningServer server;

    @BeforeAll
    static void rule() throws IOException {
        write("example.org/.qmail-default", "jms:queue:archive\n|forward \"$DEFAULT@inside.example\"\n");
        write("other.example/cy/.qmail", "./Maildir/\njms:queue:archive\n");
    }

    private static void write(String name, String lines) throws IOException {
        Path file = server.home().resolve("mail").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, lines);
    }

    @Test
    void oneMailboxMayHaveItsMailKept() {
        server.send("eve@far.example", "cy@other.example", "Subject: for Cy\n\n");
        assertThat(awaitOne("subject=for%20cy")).contains("/cy@other.example\"");
        server.awaitMail("cy@other.example");
    }

    @Test
    void aMailIsKeptAsItCameAndDelivered() throws Exception {
        String text = "line of 64 octets ".repeat(4).substring(0, 63) + "\n";
        String large = "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe_100%_sure?=\n\n" + text.repeat(40_000);
        server.send("Eve@far.example", "ana@example.org", large);
        String found = awaitOne("sender=eve%40&subject=gr%C3%BC%C3%9Fe%20100%25");
        assertThat(found).contains("\"subject\":\"Grüße 100% sure\"", "\"sender\":\"Eve@far.example\"");
        String key = found.replaceAll(".*\"key\":\"([^\"]+)\".*", "$1");
        assertThat(key).endsWith("/ana@example.org");
        assertThat(get("/" + key, TOKEN).body()).startsWith("Received: ").endsWith(large);
        server.awaitMail("ana@inside.example");
        assertThat(get("?subject=100_", TOKEN).body()).isEqualTo("[]");
        assertThat(get("/1/ana@example.org", TOKEN).statusCode()).isEqualTo(404);
    }

    @Test
    void eachMailIsKeptOnceThoughTheServerDies() {
        for (int number = 0; number < MANY; number++) {
            if (number == MANY / 2) {
                server.kill();
                server.start();
            }
            server.send("eve@far.example", "bo@example.org", "Subject: crash " + number + " of " + MANY + "\n\n");
        }
        server.admin().awaitNothingWaits();
        for (int number = 0; number < MANY; number++) {
            awaitOne("sender=eve%40far.example&subject=crash%20" + number + "%20of");
        }
    }

    @Test
    void aMessageThatComesTwiceIsKeptOnceAndTakenEachTime() throws Exception {
        try (JMSContext jms = server.jms().createContext(JMSContext.SESSION_TRANSACTED)) {
            for (String subject : new String[] {"twice", "twice", "the last"}) {
                BytesMessage mail = jms.createBytesMessage();
                mail.writeBytes(("Subject: " + subject + "\n\n").getBytes(StandardCharsets.US_ASCII));
                mail.setLongProperty("qmail_id", subject.length());
                mail.setStringProperty("qmail_recipients", "ana@example.org");
                mail.setStringProperty("qmail_sender", "");
                mail.setLongProperty("qmail_arrival", System.currentTimeMillis());
                mail.setLongProperty("qmail_size", 16);
                jms.createProducer().send(jms.createQueue("archive"), mail);
                jms.commit();
            }
        }
        awaitOne("subject=the%20last");
        awaitOne("subject=twice");
        Await.until("none is to come again", () -> queued() == 0);
    }

    /** @return messages in the queue, those that failed and are to come again included */
    private static long queued() {
        try (JMSContext jms = server.jms().createContext()) {
            Queue answers = jms.createTemporaryQueue();
            Message question = jms.createMessage();
            JMSManagementHelper.putAttribute(question, "queue.archive", "messageCount");
            question.setJMSReplyTo(answers);
            try (JMSConsumer consumer = jms.createConsumer(answers)) {
                jms.createProducer().send(jms.createQueue("activemq.management"), question);
                Message answer = consumer.receive(RunningServer.PATIENCE.toMillis());
                return ((Number) JMSManagementHelper.getResult(answer)).longValue();
            }
        } catch (Exception e) { // the helper declares no less
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nobodyReadsWithoutTheToken() {
        for (String wrong : new String[] {"", "another", TOKEN + "x"}) {
            assertThat(get("?subject=", wrong).statusCode()).isEqualTo(401);
            assertThat(get("/1/ana@example.org", wrong).statusCode()).isEqualTo(401);
        }
    }

    /** @return the list, which has one mail and no other */
    private static String awaitOne(String query) {
        Await.until(
                "one mail with " + query,
                RunningServer.PATIENCE,
                () -> count(get("?" + query, TOKEN).body()) == 1,
                () -> get("?" + query, TOKEN).body());
        return get("?" + query, TOKEN).body();
    }

    private static int count(String list) {
        return list.split("\"key\":", -1).length - 1;
    }

    private static HttpResponse<String> get(String what, String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/archive/api/mails" + what))
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
