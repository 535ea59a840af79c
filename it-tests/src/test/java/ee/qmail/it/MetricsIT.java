package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Monitoring reads what the server has done, and how it is. */
class MetricsIT {
    private static final String ANA = "ana@" + QmailServer.DOMAIN;

    private static QmailServer server;

    @BeforeAll
    static void start() {
        server = QmailServer.inNewHome("metrics").start().prepare();
        server.admin().createMailbox("ana", "ana-password");
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.end();
        }
    }

    private static double value(String line) {
        HttpResponse<String> response = server.admin().send("GET", "/metrics", null);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        return response.body()
                .lines()
                .filter(each -> each.startsWith(line + " "))
                .mapToDouble(each -> Double.parseDouble(each.substring(line.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static void send(String text) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            assertThat(smtp.message("x@far.example", List.of(ANA), text.getBytes(StandardCharsets.US_ASCII)))
                    .startsWith("250 ");
        }
    }

    @Test
    void mailIsCounted() {
        double accepted = value("qmail_messages_total{door=\"mx\",reply=\"accepted\"}");
        double delivered = value("qmail_deliveries_total{channel=\"local\",outcome=\"success\"}");
        double unknown = value("qmail_recipients_total{door=\"mx\",verdict=\"no_such_mailbox\"}");
        send("Subject: counted\r\n\r\n");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            assertThat(smtp.send("MAIL FROM:<x@far.example>")).startsWith("250 ");
            assertThat(smtp.send("RCPT TO:<nobody@" + QmailServer.DOMAIN + ">")).startsWith("550 ");
        }
        server.mailbox("ana").awaitMessage("Subject: counted");
        Await.until(
                "the delivery is counted",
                () -> value("qmail_deliveries_total{channel=\"local\",outcome=\"success\"}") == delivered + 1);
        assertThat(value("qmail_messages_total{door=\"mx\",reply=\"accepted\"}"))
                .isEqualTo(accepted + 1);
        assertThat(value("qmail_recipients_total{door=\"mx\",verdict=\"no_such_mailbox\"}"))
                .isEqualTo(unknown + 1);
        assertThat(value("qmail_service_up{service=\"smtpd\"}")).isOne();
        assertThat(value("qmail_certificate_seconds_left{file=\"control/servercert.pem\"}"))
                .isPositive();
        assertThat(value("jvm_threads_live_threads")).isPositive();
    }

    /** Each minute they are written. */
    @Test
    void whatWasCountedIsKept() {
        String failed = "/api/statistics?span=fortnight";
        assertThat(server.admin().send("GET", failed, null).body())
                .contains("span 'fortnight': must be hour, day, week or month");
        send("Subject: kept\r\n\r\n");
        Await.until(
                "the counts are in the database",
                Duration.ofSeconds(100),
                () -> server.admin()
                        .send("GET", "/api/statistics?span=hour", null)
                        .body()
                        .contains("{\"meter\":\"queued\",\"labels\":{},\"amounts\":["),
                () -> "");
    }

    @Test
    void aParameterThatTheRequestDoesNotHaveIsRefused() {
        HttpResponse<String> response = server.admin().send("GET", "/api/statistics?spam=hour", null);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("parameter 'spam': must be one of span; the nearest one is span");
    }

    @Test
    void itWantsALogIn() {
        assertThat(server.admin().open("/metrics").statusCode()).isEqualTo(401);
        assertThat(server.admin().open("/metrics").headers().firstValue("WWW-Authenticate"))
                .get()
                .asString()
                .startsWith("Basic ");
        assertThat(server.admin()
                        .withPassword("wrong-password")
                        .send("GET", "/metrics", null)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aClientInMetricsaccessNeedsNoneForThisPathAlone() {
        server.admin().control("metricsaccess", "127.0.0.0/8\n");
        try {
            Await.until(
                    "the address is known",
                    () -> server.admin().open("/metrics").statusCode() == 200);
            assertThat(server.admin().open("/api/services").statusCode()).isEqualTo(401);
            assertThat(server.admin().open("/metrics/").statusCode()).isNotEqualTo(200);
            assertThat(server.admin().open("/console/queue.xhtml").statusCode()).isEqualTo(302);
        } finally {
            server.admin().control("metricsaccess", "192.0.2.1\n");
        }
        Await.until("it is forgotten", () -> server.admin().open("/metrics").statusCode() == 401);
    }

    @Test
    void openMetricsIsSpokenToo() {
        HttpResponse<String> response =
                server.admin().send("GET", "/metrics", null, "Accept", "application/openmetrics-text;version=1.0.0");
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(response.body()).contains("# TYPE qmail_service_up gauge\n").endsWith("# EOF\n");
    }
}
