package ee.qmail.rar.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.api.Dsn;
import ee.qmail.api.KeyUsedException;
import ee.qmail.api.MailConnection;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.KeyTakenException;
import ee.qmail.contract.Submission;
import ee.qmail.message.Body;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import jakarta.resource.ResourceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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
    private final List<DsnWishes> wished = new ArrayList<>();
    private boolean failing;
    private final Submission sink = new Submission() {
        @Override
        public InboundMessage complete(byte[] message, String sender, Collection<String> recipients, DsnWishes wishes) {
            wished.add(wishes);
            if (recipients.isEmpty()) {
                throw new IllegalArgumentException("no recipients");
            }
            Envelope envelope = new Envelope(sender, List.copyOf(recipients));
            return new InboundMessage(QueueId.next(), envelope, Body.of(message), message.length, Instant.EPOCH);
        }

        @Override
        public Keyed keyed(String key, byte[] message, String sender, Collection<String> recipients, DsnWishes wishes) {
            wished.add(wishes);
            if (key.equals("taken")) {
                throw new KeyTakenException(key);
            }
            String content = new String(message, StandardCharsets.US_ASCII);
            return new Keyed(
                    key, QueueId.named(key), content, Body.of(message), sender, List.copyOf(recipients), wishes);
        }

        @Override
        public void store(List<InboundMessage> unit, List<Keyed> keyed) {
            if (failing) {
                throw new IllegalStateException("planned");
            }
            if (keyed.stream().anyMatch(mail -> mail.key().equals("late"))) {
                throw new KeyTakenException("late");
            }
            List<String> recipients = new ArrayList<>();
            unit.forEach(
                    message -> recipients.add(message.envelope().recipients().get(0)));
            keyed.forEach(
                    mail -> recipients.add(mail.key() + ":" + mail.recipients().get(0)));
            stored.add(recipients);
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

    private String sendUnder(String key, String text, String recipient) throws ResourceException, IOException {
        return connection.send(
                "s@x.example",
                List.of(recipient),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)),
                key);
    }

    @Test
    void aTransactionHasMailsWithAndWithoutAKeyAndEachKeyOnce() throws Exception {
        managed.begin();
        String id = sendUnder("k1", "x\n", "a@x.example");
        sendUnder(null, "x\n", "b@x.example");
        sendUnder("k2", "x\n", "c@x.example");
        assertThat(sendUnder("k1", "x\n", "a@x.example")).isEqualTo(id);
        assertThatThrownBy(() -> sendUnder("k1", "y\n", "a@x.example"))
                .isInstanceOf(KeyUsedException.class)
                .hasMessage("key 'k1': was used for another mail; must be a new one for each mail");
        assertThat(stored).isEmpty();
        managed.commit();
        assertThat(stored).containsExactly(List.of("b@x.example", "k1:a@x.example", "k2:c@x.example"));
    }

    @Test
    void aRollbackForgetsKeysToo() throws Exception {
        managed.begin();
        sendUnder("k1", "x\n", "a@x.example");
        managed.rollback();
        managed.begin();
        sendUnder("k1", "y\n", "b@x.example");
        managed.commit();
        assertThat(stored).containsExactly(List.of("k1:b@x.example"));
    }

    @Test
    void outsideOfATransactionMailWithAKeyIsStoredAtOnce() throws Exception {
        sendUnder("k1", "x\n", "a@x.example");
        assertThat(stored).containsExactly(List.of("k1:a@x.example"));
        assertThatThrownBy(() -> sendUnder("late", "x\n", "a@x.example")).isInstanceOf(KeyUsedException.class);
    }

    @Test
    void aKeyThatIsTakenIsToldWhenItIsSentOrWhenAllIsStored() throws Exception {
        managed.begin();
        assertThatThrownBy(() -> sendUnder("taken", "x\n", "a@x.example")).isInstanceOf(KeyUsedException.class);
        sendUnder("late", "x\n", "a@x.example");
        assertThatThrownBy(managed::commit).isInstanceOf(KeyUsedException.class).hasMessageContaining("'late'");
        assertThat(stored).isEmpty();
    }

    /** A stand-in that an application has made for its tests before there were keys. */
    @Test
    void aStandInWithoutKeysSendsWithoutOneAndRefusesOne() throws Exception {
        MailConnection old = new MailConnection() {
            @Override
            public String send(String sender, Collection<String> recipients, InputStream message) {
                return "7";
            }

            @Override
            public void close() {}
        };
        InputStream text = InputStream.nullInputStream();
        assertThat(old.send("s@x.example", List.of(), text, null)).isEqualTo("7");
        assertThatThrownBy(() -> old.send("s@x.example", List.of(), text, "k1"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(old.send("s@x.example", List.of(), text, null, Dsn.NONE)).isEqualTo("7");
        assertThatThrownBy(() -> old.send("s@x.example", List.of(), text, null, Dsn.NONE.withRet("HDRS")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("must have a method send with a Dsn");
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

    @Test
    void wishesAboutNotificationsGoWithTheMail() throws Exception {
        Dsn dsn = Dsn.NONE.withNotify("delay,success").withRet("hdrs").withEnvid("order 17");
        for (String key : new String[] {null, "k1"}) {
            connection.send("s@x.example", List.of("a@x.example"), InputStream.nullInputStream(), key, dsn);
        }
        connection.send("s@x.example", List.of("a@x.example"), InputStream.nullInputStream(), null, null);
        send("a@x.example");
        DsnWishes wishes = new DsnWishes("SUCCESS,DELAY", "HDRS", "order 17");
        assertThat(wished).containsExactly(wishes, wishes, DsnWishes.NONE, DsnWishes.NONE);
    }
}
