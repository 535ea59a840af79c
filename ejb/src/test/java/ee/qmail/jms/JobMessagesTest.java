package ee.qmail.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.MessageWithBody;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.message.SpooledBody;
import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobMessagesTest {
    private static final String TEXT = "Subject: x\n\nhi\n";

    /** What the broker in this process gives for a large message. */
    interface LargeMessage extends BytesMessage, MessageWithBody {}

    private final Job job = new Job(
            new QueueId(7),
            2,
            3,
            Channel.REMOTE,
            "far.example",
            new Envelope(
                    "ana@example.org",
                    List.of("a@far.example", "b@far.example"),
                    Attributes.NONE.with(Attribute.CLIENT, "192.0.2.7").with(Attribute.PROTOCOL, "SMTP")),
            Body.of(TEXT),
            18,
            Instant.ofEpochMilli(1_700_000_000_123L));
    private final List<SpooledBody> bodies = new ArrayList<>();

    private void assertSame(Job received) throws IOException {
        assertThat(received).usingRecursiveComparison().ignoringFields("body").isEqualTo(job);
        for (int i = 0; i < 2; i++) {
            try (InputStream in = received.body().open()) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(TEXT);
            }
        }
    }

    @Test
    void aJobComesBackAsItWasAndItsBodyIsToBeDiscarded() throws Exception {
        List<Job> jobs = JobMessages.jobs(FakeMessage.of(QueuedMessage.job(job)).asReceived(), bodies);

        assertSame(jobs.get(0));
        assertThat(jobs).hasSize(1);
        assertThat(bodies).hasSize(1);
        bodies.get(0).discard();
    }

    @Test
    void code5TheDemandForTlsComesBackAndEventsTellIt() throws Exception {
        Envelope demanding = job.envelope().with(job.envelope().attributes().with(Attribute.REQUIRETLS, Attribute.YES));
        Job with = new Job(
                job.id(), 1, 1, Channel.REMOTE, "far.example", demanding, job.body(), job.wireSize(), job.arrival());
        FakeMessage message = FakeMessage.of(QueuedMessage.job(with));
        assertThat(JobMessages.jobs(message.asReceived(), bodies).get(0).envelope())
                .isEqualTo(demanding);
        bodies.get(0).discard();
        assertThat(JobMessages.properties(demanding.attributes())).containsEntry("qmail_requiretls", "yes");
    }

    @Test
    void code5WishesAboutRecipientsComeBackAndOthersAreRefused() throws Exception {
        Envelope wished = job.envelope()
                .notifying(Map.of(job.envelope().recipients().get(0), new Notify("SUCCESS", "rfc822;ana@example.org")));
        Job with = new Job(
                job.id(), 1, 1, Channel.REMOTE, "far.example", wished, job.body(), job.wireSize(), job.arrival());
        FakeMessage message = FakeMessage.of(QueuedMessage.job(with));
        assertThat(JobMessages.jobs(message.asReceived(), bodies).get(0).envelope())
                .isEqualTo(wished);
        bodies.get(0).discard();
        assertThat(FakeMessage.of(QueuedMessage.job(job)).properties()).doesNotContainKey("qmail_notify");

        message.properties().put("qmail_notify", "99999 NEVER -");
        assertThatThrownBy(() -> JobMessages.jobs(message.asReceived(), bodies))
                .isInstanceOf(RefusedMessageException.class)
                .hasMessageContaining("qmail_notify");
    }

    @Test
    void aTicketComesBackAsItWas() throws Exception {
        for (boolean isBounce : new boolean[] {true, false}) {
            Ticket ticket = new Ticket(new QueueId(7), 2, 3, "far.example", isBounce);
            FakeMessage made = new FakeMessage();
            Message message = JobMessages.encode(made.as(Session.class), ticket);
            assertThat(JobMessages.ticket(message)).isEqualTo(ticket);
            assertThat(JobMessages.isBounce(message)).isEqualTo(isBounce);
        }
    }

    @Test
    void aJobWithoutASenderIsABounceAndATicketOfAnEarlierVersionIsNone() throws Exception {
        Envelope envelope = new Envelope("", List.of("a@far.example"));
        Job bounce = new Job(
                job.id(), 1, 1, Channel.REMOTE, "far.example", envelope, job.body(), job.wireSize(), job.arrival());
        assertThat(JobMessages.isBounce(
                        FakeMessage.of(QueuedMessage.job(bounce)).asReceived()))
                .isTrue();
        assertThat(JobMessages.isBounce(FakeMessage.of(QueuedMessage.job(job)).asReceived()))
                .isFalse();
        assertThat(JobMessages.isBounce(FakeMessage.withBody("").asReceived())).isFalse();
    }

    @Test
    void aBodyThatCanBeReadWhereItIsIsNotCopied() throws Exception {
        List<Job> jobs = JobMessages.jobs(FakeMessage.of(QueuedMessage.job(job)).as(LargeMessage.class), bodies);

        assertSame(jobs.get(0));
        assertThat(jobs).hasSize(1);
        assertThat(bodies).isEmpty();
    }
}
