package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.RecipientVerdict;
import ee.qmail.maildir.WireSize;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our client talks to our server: what goes in at one end comes out at the other. */
class BothSidesTest {
    private static List<DeliveryReport> converse(Dialogue server, Envelope envelope, String text) throws IOException {
        Body body = Body.of(text.getBytes(StandardCharsets.ISO_8859_1));
        var client =
                new SmtpClientSession("client.example", "192.0.2.1", envelope, BodyTraits.of(body, WireSize.of(body)));
        server.session().open();
        while (!client.isDone()) {
            byte[] replies = server.takeReplies();
            client.input(replies, replies.length);
            server.sendRaw(client.takeOutput());
            if (client.wantsBody()) {
                server.sendRaw(data(client, body));
            }
        }
        server.sendRaw(client.takeOutput());
        return client.reports();
    }

    private static byte[] data(SmtpClientSession client, Body body) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        DataEncoder encoder = new DataEncoder(wire);
        body.open().transferTo(encoder);
        client.finalDot();
        encoder.end();
        return wire.toByteArray();
    }

    @Test
    void everyTextArrivesAsItWasStored() throws IOException {
        Random random = new Random(6);
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int line = random.nextInt(20); line > 0; line--) {
                text.append(".".repeat(random.nextInt(3)));
                text.append((char) (1 + random.nextInt(9))).append((char) (128 + random.nextInt(128)));
                text.append("x".repeat(random.nextInt(2000))).append('\n');
            }
            Dialogue server = new Dialogue(Dialogue.policy(null, 0, 100));
            var reports = converse(server, new Envelope("a b@x", List.of("c@d", "\"@e")), text.toString());
            assertThat(reports).extracting(DeliveryReport::outcome).containsOnly(Outcome.SUCCESS);
            assertThat(server.onlyText()).isEqualTo(text.toString());
            assertSame(server, "a b@x", "c@d", "\"@e");
            server.takeReplies();
            server.expectDisconnected();
        }
    }

    @Test
    void refusalsComeBackAsReports() throws IOException {
        Dialogue server = new Dialogue(Dialogue.policy(null, 10, 100));
        server.verdicts.put("no@d", RecipientVerdict.NO_SUCH_MAILBOX);
        var reports = converse(server, new Envelope("", List.of("no@d", "c@d")), "x\n");
        assertThat(reports).extracting(DeliveryReport::outcome).containsExactly(Outcome.FAILURE, Outcome.SUCCESS);

        var tooLarge = converse(
                new Dialogue(Dialogue.policy(null, 10, 100)), new Envelope("", List.of("c@d")), "x".repeat(50));
        assertThat(tooLarge.get(0).text()).contains("552 5.3.4");

        Dialogue deferring = new Dialogue(Dialogue.policy(null, 0, 100));
        deferring.defer = true;
        var deferred = converse(deferring, new Envelope("", List.of("c@d")), "x\n");
        assertThat(deferred).extracting(DeliveryReport::outcome).containsExactly(Outcome.DEFERRAL);
    }

    @Test
    void utf8AddressesPass() throws IOException {
        Dialogue server = new Dialogue(Dialogue.policy(null, 0, 100));
        var reports = converse(server, new Envelope("ñ@x", List.of("é@пример")), "x\n");
        assertThat(reports).extracting(DeliveryReport::outcome).containsExactly(Outcome.SUCCESS);
        assertSame(server, "ñ@x", "é@пример");
        assertThat(server.taken.get(0).text()).contains(" with UTF8SMTP id ");
    }

    private static void assertSame(Dialogue server, String sender, String... recipients) {
        Envelope taken = server.taken.get(0).message().envelope();
        assertThat(taken).isEqualTo(new Envelope(sender, List.of(recipients), taken.attributes()));
    }
}
