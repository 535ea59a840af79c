package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** qmail-inject by the REST API. */
@ExtendWith(SharedServer.class)
class MessagesIT {
    private static final String PATH = "/api/messages";

    private final QmailServer server;

    MessagesIT(QmailServer server) {
        this.server = server;
    }

    @Test
    void theApiDescribesItself() {
        HttpResponse<String> answer = server.admin().send("GET", "/api/openapi.json", null);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(answer.body()).contains("\"openapi\": \"3.1.0\"", "\"" + PATH + "\"");
    }

    @Test
    void aTextBecomesMail() {
        server.admin().createMailbox("rest1", null);
        HttpResponse<String> answer = server.admin()
                .send(
                        "POST",
                        PATH,
                        "{\"sender\":\"shop@client.example\",\"recipients\":[\"rest1@" + QmailServer.DOMAIN
                                + "\"],\"subject\":\"Gr\u00fc\u00dfe\",\"text\":\"It works.\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).matches("\\{\"id\":\"[0-9]+\"}");
        assertThat(server.mailbox("rest1").awaitMessage("It works."))
                .startsWith("Return-Path: <shop@client.example>\n")
                .contains("Subject: =?UTF-8?", "To: rest1@" + QmailServer.DOMAIN, "Message-ID: <");
    }

    @Test
    void in2AMessageIsSentToTheRecipientsOfItsHeaderOnceForAKey() {
        server.admin().createMailbox("rest2", null);
        server.admin().createMailbox("rest3", null);
        String message = "From: me@client.example\nTo: rest2@" + QmailServer.DOMAIN + "\nBcc: rest3@"
                + QmailServer.DOMAIN + "\nSubject: twice\n\nhello\n";
        String first = server.admin().inject("", message, "key 1").body();
        HttpResponse<String> again = server.admin().inject("", message, "key 1");
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first);
        assertThat(server.mailbox("rest2").awaitMessage("Subject: twice")).doesNotContain("Bcc");
        server.mailbox("rest3").awaitMessage("Subject: twice");
        server.admin().inject("?recipient=rest2@" + QmailServer.DOMAIN, "Subject: last\n\n", "key 2");
        server.mailbox("rest2").awaitMessage("Subject: last");
        server.admin().awaitIdle();
        assertThat(server.mailbox("rest2").count("Subject: twice")).isEqualTo(1);
        assertThat(server.mailbox("rest3").count("Subject: last")).isZero();
    }

    @Test
    void refusesRequestsThatCannotBecomeMail() {
        HttpResponse<String> nobody = server.admin().inject("", "Subject: to nobody\n\n", "key 3");
        assertThat(nobody.statusCode()).isEqualTo(400);
        assertThat(nobody.body()).contains("no recipients");
        HttpResponse<String> broken =
                server.admin().inject("", "From: \"open\nTo: ana@" + QmailServer.DOMAIN + "\n\n", "key 4");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).contains("From");
        assertThat(server.admin().open(PATH).statusCode()).isEqualTo(401);
    }
}
