package ee.qmail.queue;

import ee.qmail.control.ControlFiles;
import ee.qmail.inbound.InboundMessage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * qmail-queue, and the preprocessing of qmail-send: the one way into the queue. A message is routed by the control files
 * as they are now, and stored as its jobs. When {@code accept} returns outside a JTA transaction, they survive a crash;
 * inside, they are there when the transaction has committed.
 */
@ApplicationScoped
public class QmailQueue {
    @Inject
    Outbox outbox;

    @Inject
    ControlFiles controlFiles;

    @Inject
    MessageLog log;

    /** All of them or none. An id that was used before queues nothing. */
    public void accept(List<InboundMessage> messages) {
        List<Outgoing> unit = new ArrayList<>(2 * messages.size());
        for (InboundMessage message : messages) {
            unit.addAll(jobs(message));
            unit.add(accepted(message).outgoing());
        }
        send(unit, messages);
    }

    /**
     * A message that is sent together with something else.
     *
     * @param companions what is stored with it, or not at all
     */
    public void accept(InboundMessage message, List<Outgoing> companions) {
        List<Outgoing> unit = new ArrayList<>(jobs(message));
        unit.addAll(companions);
        send(unit, List.of(message));
    }

    private List<Outgoing> jobs(InboundMessage message) {
        List<Job> jobs = Jobs.of(message, new Rewriting(controlFiles.current()));
        log.newMessage(message.id(), message.body().size(), message.envelope().sender(), jobs.size());
        return jobs.stream().map(Outgoing::job).toList();
    }

    private static MailEvent accepted(InboundMessage message) {
        return new MailEvent(
                MailEvent.Kind.ACCEPTED,
                message.id(),
                message.envelope().sender(),
                "",
                message.body().size(),
                "accepted");
    }

    private void send(List<Outgoing> unit, List<InboundMessage> messages) {
        try {
            outbox.send(unit);
        } catch (QueueException e) {
            messages.forEach(message -> log.notStored(message.id()));
            throw e;
        }
    }
}
