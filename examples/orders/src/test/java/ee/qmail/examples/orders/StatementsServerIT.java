package ee.qmail.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.test.server.MailEvent;
import ee.qmail.test.server.RunningServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StatementsServerIT extends WithServer {
    @Test
    void aCustomerIsToldOfItsOrders() {
        server.send(order("bo@shop.example", "lamp,3\n"));
        server.awaitMail("bo@shop.example", mail -> mail.subject().startsWith("Order "));
        server.send("bo@shop.example", "statements", "Subject: ?\n\n");
        assertThat(server.awaitMail("bo@shop.example", mail -> mail.subject().equals("Your orders"))
                        .text())
                .contains(" 3 x lamp\n");
    }

    @Test
    void anAnswerThatNobodyTakesExpires() {
        server.admin().control("queuelifetime", "0");
        try {
            server.far().answer(recipient -> "451 4.2.0 not now");
            server.send("eve@far.example", "statements", "Subject: ?\n\n");
            server.awaitEvent(event -> event.kind().equals("deferred"));
            server.admin().awaitNothingWaits();
            MailEvent expired = server.awaitEvent(event -> event.kind().equals("expired"));
            assertThat(expired.recipient()).isEqualTo("eve@far.example");
            assertThat(expired.report()).contains("not now");
        } finally {
            server.admin().controlDefault("queuelifetime");
        }
    }

    @Nested
    class OfNobody {
        /** A nested class has the server of the class around it, here as a parameter. */
        @Test
        void aBounceIsNotAnswered(RunningServer same) {
            assertThat(same).isSameAs(server);
            same.send("", "statements", "Subject: failure notice\n\n");
            same.awaitEvent(event -> event.kind().equals("delivered"));
            same.admin().awaitIdle();
            assertThat(same.events())
                    .filteredOn(event -> event.kind().equals("accepted"))
                    .hasSize(1);
        }
    }
}
