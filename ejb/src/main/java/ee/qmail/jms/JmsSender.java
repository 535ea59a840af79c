package ee.qmail.jms;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.contract.Queues;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.message.QueueId;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends messages to the broker, as one unit: all of them or none.
 *
 * <p>Inside a JTA transaction the unit is part of it. Outside, it is a local transaction, which has committed when {@link
 * #send} returns: three times cheaper where JMS is the only resource. A broker in this process takes it without a session
 * (ADR 10), unless a message is an event; its sessions stay open. A duplicate id that the broker has seen means that the unit was sent
 * before only where it may have been ({@link #send}); where not ({@link #sendNew}), two messages have one name, and none may be dropped for it.
 */
@ApplicationScoped
public class JmsSender {
    private static final Logger LOG = Logger.getLogger(JmsSender.class.getName());

    private final JmsSessions sessions;
    private final MailObservers observers;
    private final UncertainIds uncertain = new UncertainIds();
    /** Longer than a client of the broker waits for an answer. */
    private final IdsInWork inWork = new IdsInWork(Duration.ofSeconds(60));

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    TransactionSynchronizationRegistry registry;

    /** For the container's proxies. */
    protected JmsSender() {
        this(null, null);
    }

    @Inject
    JmsSender(JmsSessions sessions, MailObservers observers) {
        this.sessions = sessions;
        this.observers = observers;
    }

    /**
     * Sends a unit that may be a repetition: one with a duplicate id that was sent before is not sent again, and that is no error.
     *
     * <p>Events that nobody listens to are left out, as the broker would. Observers in this application are told of all of them when
     * the unit is stored: in a JTA transaction, after its commit.
     *
     * @throws QueueException if it is not known that the broker has stored the unit; the work that led to it must be
     *     repeated
     * @throws NeverStoredException if the broker can never store the unit, of which nothing is stored
     */
    public void send(List<QueuedMessage> messages) {
        send(messages, true);
    }

    /**
     * Sends a unit that was never sent before, unless by a call of this method that threw.
     *
     * @throws QueueException also if the broker has seen one of the duplicate ids: then nothing is stored
     */
    public void sendNew(List<QueuedMessage> messages) {
        send(messages, false);
    }

    private void send(List<QueuedMessage> messages, boolean maybeSentBefore) {
        List<QueuedMessage> unit = wanted(messages);
        if (!unit.isEmpty() && maybeSentBefore && !isInTransaction()) {
            storeAlone(unit);
        } else if (!unit.isEmpty()) {
            store(unit, maybeSentBefore);
        }
        observers.stored(messages, registry);
    }

    /**
     * Puts a received message that can never be worked on into {@code qmail.dead}, as it is with all its properties. A broker in this
     * process moves it when it is told, without reading it.
     *
     * @param reason says what is wrong and what would be right
     * @throws RefusedMessageException if the caller's consumer is to do that, see there
     */
    public void bury(Message message, QueueId id, String reason) throws JMSException {
        if (InProcessBroker.RUNNING.current().isPresent() && !isInTransaction()) {
            throw new RefusedMessageException(reason);
        }
        LOG.log(Level.WARNING, "message {0} goes to {1}: {2}", new Object[] {id, Queues.DEAD, reason});
        send(List.of(QueuedMessage.dead(message, id, reason)));
    }

    /** The same for one without an id of ours: its statements about itself may be anything, also the id of another one. */
    public void bury(Message message, String reason) throws JMSException {
        bury(message, QueueId.named("dead/" + JobMessages.name(message)), reason);
    }

    /** A repetition must find what it repeats committed. In a JTA transaction the commit is not ours to wait for. */
    private void storeAlone(List<QueuedMessage> unit) {
        try (IdsInWork.Taken ignored = inWork.take(unit)) {
            store(unit, true);
        }
    }

    private void store(List<QueuedMessage> unit, boolean maybeSentBefore) {
        if (unit.stream().anyMatch(QueuedMessage::persistent)) {
            requireBroker();
        }
        try {
            if (isInTransaction()) {
                sessions.sendInTransaction(unit);
            } else if (!storeDirectly(unit)) {
                sessions.sendAndCommit(unit);
            }
        } catch (JMSException | IOException e) {
            takeFailure(unit, maybeSentBefore, e);
        }
    }

    /** Returns if the unit is stored all the same, by an earlier call. */
    private void takeFailure(List<QueuedMessage> unit, boolean maybeSentBefore, Exception e) {
        boolean duplicate = JmsProvider.isDuplicate(e);
        if (duplicate && (maybeSentBefore || uncertain.hasOneOf(unit))) {
            LOG.log(Level.FINE, "what should be sent was sent before", e);
            return;
        }
        String destination = unit.get(0).destination();
        if (JmsProvider.isTooLarge(e)) {
            throw new NeverStoredException(
                    "the broker cannot keep a message for " + destination + ": its properties are too large", e);
        }
        if (!duplicate) {
            uncertain.add(unit);
        }
        throw new QueueException(unit.size() + " messages for " + destination + " were not sent", e);
    }

    /** Does what follows from a unit that was sent just now: at once, or when the current JTA transaction has committed. */
    public void whenStored(Runnable step) {
        if (registry == null || !isInTransaction()) {
            step.run();
        } else {
            MailObservers.afterCommit(step, registry);
        }
    }

    private boolean isInTransaction() {
        return registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
    }

    /** One in this process would let JMS wait for it. */
    private void requireBroker() {
        if (!InProcessBroker.RUNNING.current().map(InProcessBroker::isUp).orElse(true)) {
            throw new QueueException("the broker has stopped: its journal cannot be written", null);
        }
        if (isFull()) {
            throw new QueueException("the disk of the broker is full", null);
        }
    }

    /** Tells whether the broker has no room for more; nothing is sent then. A broker in another process says so itself. */
    public boolean isFull() {
        return InProcessBroker.RUNNING.current().map(InProcessBroker::isFull).orElse(false);
    }

    private List<QueuedMessage> wanted(List<QueuedMessage> messages) {
        // asked for each unit: a new subscriber gets all later events
        if (messages.stream().noneMatch(QueuedMessage::isEvent)
                || InProcessBroker.RUNNING
                        .current()
                        .map(InProcessBroker::isEventsWanted)
                        .orElse(true)) {
            return messages;
        }
        return messages.stream().filter(message -> !message.isEvent()).toList();
    }

    /** @return false if it must go by JMS, and nothing is done yet */
    private static boolean storeDirectly(List<QueuedMessage> unit) throws IOException {
        InProcessBroker broker = InProcessBroker.RUNNING.current().orElse(null);
        if (broker == null) {
            return false;
        }
        List<BrokerMessage> messages = new ArrayList<>();
        for (QueuedMessage outgoing : unit) {
            Optional<BrokerMessage> message = outgoing.direct();
            if (message.isEmpty()) {
                return false;
            }
            messages.add(message.get());
        }
        broker.store(messages);
        return true;
    }

    /**
     * Tells whether the broker answers and has room.
     *
     * @throws QueueException if not
     */
    public void probe() {
        requireBroker();
        try {
            sessions.probe();
        } catch (JMSException e) {
            throw new QueueException("the broker does not answer", e);
        }
    }
}
