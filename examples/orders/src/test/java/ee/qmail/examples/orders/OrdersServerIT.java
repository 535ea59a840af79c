package ee.qmail.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.api.InboundMail;
import ee.qmail.test.InboundMails;
import ee.qmail.test.server.MailEvent;
import ee.qmail.test.server.RunningServer;
import ee.qmail.test.server.StoredMail;
import jakarta.jms.JMSContext;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;

/** The application in a mail server of its own. */
class OrdersServerIT extends WithServer {
    @Test
    void anOrderIsConfirmed() {
        server.send(order(ANA, "chair,4\n"));
        StoredMail confirmation = server.awaitMail(ANA);
        assertThat(confirmation.subject()).startsWith("Order ");
        assertThat(confirmation.text()).contains("4 x chair\n");
        server.awaitEvent(
                event -> event.kind().equals("delivered") && event.recipient().equals(ANA));
        assertThat(server.events()).extracting(MailEvent::kind).contains("accepted", "delivered");
    }

    @Test
    void anOrderOfSomebodyElsewhereIsConfirmedThere() {
        server.send(order("eve@far.example", "lamp,1\n"));
        assertThat(server.awaitMail("eve@far.example").text()).contains("1 x lamp\n");
    }

    @Test
    void anOrderThatIsNoneIsBounced() {
        server.send(ANA, "orders", "Subject: no file\n\nhello\n");
        assertThat(server.awaitMail(ANA, mail -> mail.subject().equals("failure notice"))
                        .source())
                .contains("an order must have a file order.csv");
        assertThat(server.awaitEvent(event -> event.kind().equals("failed")).status())
                .isEqualTo("5.6.0");
    }

    @Test
    void aReturnIsAnsweredWhileTheClientWaits() {
        InboundMail back = InboundMails.mail()
                .sender(ANA)
                .recipient("returns@example.org")
                .subject("Order 17")
                .build();
        assertThat(server.trySend(back)).startsWith("550 5.7.1 you have no order 17");
    }

    /** The confirmation waits while nobody takes it, and is there once. */
    @Test
    void aConfirmationOutlivesARefusalAndACrash() {
        server.far().answer(recipient -> "451 4.2.0 not now");
        server.send(order("eve@far.example", "lamp,2\n"));
        MailEvent deferred = server.awaitEvent(event -> event.kind().equals("deferred"));
        assertThat(deferred.status()).isEqualTo("4.2.0");
        server.kill();
        server.start();
        server.far().answer(recipient -> "250 ok");
        server.admin().awaitNothingWaits();
        assertThat(server.mails("eve@far.example")).hasSize(1);
    }

    @Test
    void mailIsTurnedOffAndOnAndGoneAfterAPurge() {
        server.admin().turn("send", "paused");
        server.admin().createMailbox("cy", RunningServer.PASSWORD);
        server.send(ANA, "bo@shop.example", "Subject: one\n\n");
        server.far().answer(recipient -> "550 5.1.1 nobody");
        server.send(ANA, "eve@far.example", "Subject: two\n\n");
        server.purge();
        assertThat(server.mails("bo@shop.example")).isEmpty();
        assertThat(server.mails(ANA)).isEmpty();
        assertThat(server.events()).isEmpty();
        server.send(ANA, "cy", "Subject: three\n\n");
        assertThat(server.awaitMail("cy").subject()).isEqualTo("three");
    }

    @Test
    void jmsIsThere() throws Exception {
        try (JMSContext jms = server.jms().createContext()) {
            TextMessage mail = jms.createTextMessage("from JMS\n");
            mail.setStringProperty("qmail_recipients", "desk@example.org");
            jms.createProducer().send(jms.createQueue("qmail.inject"), mail);
            assertThat(jms.createConsumer(jms.createQueue("desk")).receive(30_000))
                    .isNotNull();
        }
    }
}
