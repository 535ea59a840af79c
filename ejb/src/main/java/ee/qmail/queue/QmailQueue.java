package ee.qmail.queue;

import ee.qmail.inbound.InboundMessage;
import ee.qmail.mail.Body;
import ee.qmail.mail.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * qmail-queue: the one way into the queue. When a method returns outside a JTA transaction, the message is in {@code
 * qmail.todo} and survives a crash; inside, it is there when the transaction has committed.
 */
@ApplicationScoped
public class QmailQueue {
    @Inject
    private Outbox outbox;

    /** All of them or none. */
    public void accept(List<InboundMessage> messages) {
        List<Outgoing> unit = new ArrayList<>(2 * messages.size());
        for (InboundMessage m : messages) {
            add(unit, Job.todo(m.id(), m.envelope(), m.body(), m.wireSize(), m.arrival()));
        }
        outbox.send(unit);
    }

    /** A message made here: an injected one, a forward, a bounce. An id that was used before queues nothing. */
    public void accept(QueueId id, Envelope envelope, Body body, long wireSize, Instant arrival) {
        List<Outgoing> unit = new ArrayList<>(2);
        add(unit, Job.todo(id, envelope, body, wireSize, arrival));
        outbox.send(unit);
    }

    private static void add(List<Outgoing> unit, Job job) {
        unit.add(Outgoing.job(job));
        unit.add(new MailEvent(
                        MailEvent.Kind.ACCEPTED,
                        job.id(),
                        job.envelope().sender(),
                        "",
                        job.body().size(),
                        "accepted")
                .outgoing());
    }
}
