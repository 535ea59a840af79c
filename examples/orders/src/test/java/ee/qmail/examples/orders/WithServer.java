package ee.qmail.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.api.InboundMail;
import ee.qmail.test.InboundMails;
import ee.qmail.test.server.QmailServer;
import ee.qmail.test.server.RunningServer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/** Tests of the application in one mail server, which is empty before each of them. */
@QmailServer(
        mailboxes = {"ana", "bo@shop.example"},
        aliases = "desk=jms:queue:desk",
        control = "databytes=1000000",
        applications = "target/orders.war",
        shared = true)
abstract class WithServer {
    static final String ANA = "ana@example.org";
    private static final Set<RunningServer> SEEN = new HashSet<>();

    RunningServer server;

    @BeforeEach
    void purge() {
        SEEN.add(server);
        assertThat(SEEN).as("servers of all these classes").hasSize(1);
        server.purge();
    }

    static InboundMail order(String sender, String file) {
        return InboundMails.mail()
                .sender(sender)
                .recipient("orders@example.org")
                .attachment("order.csv", "text/csv", file)
                .build();
    }
}
