package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** "Where is my message?" in a real server. */
@ExtendWith(SharedServer.class)
class HistoryIT {
    private static final String PATH = "/api/messages";
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9]+)\"");

    private final QmailServer server;

    HistoryIT(QmailServer server) {
        this.server = server;
    }

    private String found(String question) {
        return server.admin().send("GET", PATH + question, null).body();
    }

    private String await(String question, String... parts) {
        Await.until(
                "history has " + String.join(", ", parts),
                Await.PATIENCE,
                () -> List.of(parts).stream().allMatch(found(question)::contains),
                () -> found(question));
        return found(question);
    }

    private static String id(String page) {
        Matcher id = ID.matcher(page);
        assertThat(id.find()).as(page).isTrue();
        return id.group(1);
    }

    @Test
    void aMessageIsFoundAndItsLifeIsTold() {
        server.admin().createMailbox("found1", null);
        String address = "found1@" + QmailServer.DOMAIN;
        byte[] text = "Message-ID: <found1@client.example>\r\nSubject: x\r\n\r\nhello\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        try (SmtpClient smtp = server.smtp().ehlo()) {
            assertThat(smtp.message("found1@client.example", List.of(address), text))
                    .startsWith("250");
        }
        String page = await(
                "?recipient=" + address + "&messageId=found1@client.example",
                "\"state\":\"delivered\"",
                "\"sender\":\"found1@client.example\"",
                "\"client\":\"127.0.0.1\"",
                "\"protocol\":\"ESMTP\"");
        assertThat(found("/" + id(page))).contains("\"what\":\"accepted\"", "\"what\":\"delivered\"", "did 1+0+0");
        assertThat(found("?recipient=" + address + "&state=failed")).contains("\"messages\":[]");
    }

    @Test
    void aRefusalIsFound() {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.send("MAIL FROM:<found2@client.example>");
            assertThat(smtp.send("RCPT TO:<nobody-found2@" + QmailServer.DOMAIN + ">"))
                    .startsWith("550");
        }
        String page = await("?sender=found2@client.example&state=refused", "\"state\":\"refused-rcpt\"", "550 5.1.1");
        assertThat(found("/" + id(page))).contains("\"what\":\"refused-rcpt\"");
    }

    @Test
    void aBounceLeadsToWhatItTells() {
        server.admin().createMailbox("found3", null);
        String sender = "found3@" + QmailServer.DOMAIN;
        String nobody = "nobody-found3@" + QmailServer.DOMAIN;
        server.admin().inject("?sender=" + sender + "&recipient=" + nobody, "Subject: lost\n\nx\n", "found 3");
        String failed = id(await("?recipient=" + nobody, "\"state\":\"failed\""));
        String bounce = id(await("?sender=&recipient=" + sender, "\"state\":\"delivered\""));
        assertThat(found("/" + failed)).contains("\"followers\":[{\"id\":\"" + bounce + "\",\"kind\":\"bounce\"");
        assertThat(found("/" + bounce)).contains("\"earlier\":[{\"id\":\"" + failed + "\",\"kind\":\"bounce\"");
    }

    @Test
    void aQuestionThatIsWrongIsRefused() {
        assertThat(server.admin().send("GET", PATH + "?sendr=x", null).statusCode())
                .isEqualTo(400);
        assertThat(server.admin().send("GET", PATH + "/1", null).statusCode()).isEqualTo(404);
        assertThat(server.admin().send("DELETE", PATH, null).statusCode()).isEqualTo(405);
    }
}
