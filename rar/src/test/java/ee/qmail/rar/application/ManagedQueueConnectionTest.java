package ee.qmail.rar.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.api.MailConnection;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Submission;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import jakarta.resource.ResourceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagedQueueConnectionTest {
    private final List<List<String>> stored = new ArrayList<>();
    private boolean failing;
    private final Submission sink = new Submission() {
        @Override
        public InboundMessage complete(byte[] message, String sender, Collection<String> recipients) {
            if (recipients.isEmpty()) {
                throw new IllegalArgumentException("no recipients");
            }
            Envelope envelope = new Envelope(sender, List.copyOf(recipients));
            return new InboundMessage(QueueId.next(), envelope, Body.of(message), message.length, Instant.EPOCH);
        }

        @Override
        public void store(List<InboundMessage> unit) {
            if (failing) {
                throw new IllegalStateException("planned");
            }
            stored.add(unit.stream()
                    .map(message -> message.envelope().recipients().get(0))
                    .toList());
        }
    };
    private final ManagedQueueConnection managed = new ManagedQueueConnection();
    private final MailConnection connection = (MailConnection) managed.getConnection(null, null);

    @BeforeEach
    void start() {
        Submission.RUNNING.add(sink);
    }

    @AfterEach
    void stop() {
        Submission.RUNNING.remove(sink);
    }

    private void send(String... recipients) throws ResourceException, IOException {
        connection.send(
                "s@x.example",
                List.of(recipients),
                new ByteArrayInputStream("x\n".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aTransactionStoresAllTogetherOrNothing() throws Exception {
        managed.begin();
        send("a@x.example");
        send("b@x.example");
        connection.close();
        assertThat(stored).isEmpty();
        managed.commit();
        assertThat(stored).containsExactly(List.of("a@x.example", "b@x.example"));
        managed.begin();
        managed.commit();
        assertThat(stored).hasSize(1);
    }

    @Test
    void aRollbackForgets() throws Exception {
        managed.begin();
        send("a@x.example");
        managed.rollback();
        send("b@x.example");
        assertThat(stored).containsExactly(List.of("b@x.example"));
    }

    @Test
    void errorsAreThrownAsResourceExceptions() throws Exception {
        assertThatThrownBy(this::send).isInstanceOf(ResourceException.class).hasMessage("no recipients");
        managed.begin();
        send("a@x.example");
        failing = true;
        assertThatThrownBy(managed::commit).isInstanceOf(ResourceException.class);
        Submission.RUNNING.remove(sink);
        assertThatThrownBy(() -> send("a@x.example")).hasMessageContaining("not running");
        connection.close();
        assertThatThrownBy(() -> send("a@x.example")).hasMessageContaining("closed");
    }
}
