package ee.qmail.queue;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.control.ControlFiles;
import ee.qmail.history.DeliveryHistory;
import ee.qmail.history.facts.Fact;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.Job;
import ee.qmail.jms.MailEvent;
import ee.qmail.jms.QueueException;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.routing.Rewriting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * qmail-queue, and the preprocessing of qmail-send: the one way into the queue. A message is routed by the control files
 * as they are now, and stored as its jobs. When {@code accept} returns outside a JTA transaction, they survive a crash;
 * inside, they are there when the transaction has committed. It throws {@link QueueException} where it is to be tried again, and {@link
 * NeverStoredException} where that would be in vain.
 */
@ApplicationScoped
public class QmailQueue {
    private final JmsSender outbox;
    private final ControlFiles controlFiles;
    private final MessageLog log;
    private final DeliveryHold rush;
    private final DeliveryHistory history;

    /** For the container's proxies. */
    protected QmailQueue() {
        this(null, null, null, null, null);
    }

    @Inject
    public QmailQueue(
            JmsSender outbox, ControlFiles controlFiles, MessageLog log, DeliveryHold rush, DeliveryHistory history) {
        this.outbox = outbox;
        this.controlFiles = controlFiles;
        this.log = log;
        this.rush = rush;
        this.history = history;
    }

    /** All of them or none; their ids have never been used before. One that has been is an error, and no repetition. */
    public void acceptNew(List<InboundMessage> messages) {
        acceptNew(messages, List.of());
    }

    /**
     * The same, sent together with something else.
     *
     * @param companions messages without a duplicate id that are stored with them, or not at all
     */
    public void acceptNew(List<InboundMessage> messages, List<QueuedMessage> companions) {
        Rewriting rewriting = new Rewriting(controlFiles.current());
        List<Job> jobs = new ArrayList<>();
        List<QueuedMessage> events = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        for (InboundMessage message : messages) {
            List<Job> some = jobs(message, rewriting);
            jobs.addAll(some);
            facts.addAll(history.acceptance(message, some, rewriting, false));
            events.add(MailEvent.accepted(message).outgoing());
        }
        List<QueuedMessage> unit =
                new ArrayList<>(QueuedMessage.newJobs(jobs, job -> JobFactory.isForBean(job, rewriting)));
        unit.addAll(events);
        unit.addAll(companions);
        rush.accepting(messages.size());
        send(unit, messages, outbox::sendNew);
        outbox.whenStored(() -> history.tell(facts));
        rush.accepted(messages.size());
    }

    /** For work that may be repeated: an id that was used before queues nothing. */
    public void accept(InboundMessage message) {
        accept(message, List.of(MailEvent.accepted(message).outgoing()));
    }

    /**
     * A message that is sent together with something else. An id that was used before queues nothing.
     *
     * @param companions messages that are stored with it, or not at all
     */
    public void accept(InboundMessage message, List<QueuedMessage> companions) {
        List<QueuedMessage> unit = new ArrayList<>();
        Rewriting rewriting = new Rewriting(controlFiles.current());
        List<Job> jobs = jobs(message, rewriting);
        for (Job job : jobs) {
            unit.add(QueuedMessage.job(job));
        }
        unit.addAll(companions);
        List<Fact> facts = history.acceptance(message, jobs, rewriting, true);
        send(unit, List.of(message), outbox::send);
        outbox.whenStored(() -> history.tell(facts));
    }

    private List<Job> jobs(InboundMessage message, Rewriting rewriting) {
        List<Job> jobs = JobFactory.of(message, rewriting);
        log.newMessage(message.id(), message.body().size(), message.envelope().sender(), jobs.size());
        return jobs;
    }

    private void send(List<QueuedMessage> unit, List<InboundMessage> messages, Consumer<List<QueuedMessage>> sender) {
        try {
            sender.accept(unit);
        } catch (RuntimeException | Error e) {
            messages.forEach(message -> log.notStored(message.id()));
            throw e;
        }
    }
}
