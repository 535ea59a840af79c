package ee.qmail.queue;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
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
public class Outbox {
    private static final Logger LOG = Logger.getLogger(Outbox.class.getName());

    @Resource(lookup = "jms/qmail")
    private ConnectionFactory factory;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    TransactionSynchronizationRegistry registry;

    @Inject
    MailObservers observers;

    private final Deque<Line> idle = new ConcurrentLinkedDeque<>();
    private final UncertainIds uncertain = new UncertainIds();

    /**
     * What may be a repetition: a unit with a duplicate id that was sent before is not sent again, and that is no error.
     *
     * <p>Events that nobody listens to are left out, as the broker would. Observers in this application are told of all of them when
     * the unit is stored: in a JTA transaction, after its commit.
     *
     * @throws QueueException if it is not known that the broker has stored the unit; the work that led to it must be
     *     repeated
     * @throws NeverStoredException if the broker can never store the unit, of which nothing is stored
     */
    public void send(List<Outgoing> messages) {
        send(messages, true);
    }

    /**
     * The same for what was never sent before, unless by a call of this method that threw.
     *
     * @throws QueueException also if the broker has seen one of the duplicate ids: then nothing is stored
     */
    public void sendNew(List<Outgoing> messages) {
        send(messages, false);
    }

    private void send(List<Outgoing> messages, boolean maybeSentBefore) {
        List<Outgoing> unit = wanted(messages);
        if (!unit.isEmpty()) {
            store(unit, maybeSentBefore);
        }
        tellInterested(messages);
    }

    /** Whatever goes wrong now, the unit is stored. */
    private void tellInterested(List<Outgoing> messages) {
        try {
            if (observers.areInterestedIn(messages)) {
                tell(messages);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the observers of events are not told of what is stored", e);
        }
    }

    /**
     * Puts a received message that can never be worked on into {@code qmail.dead}, as it is with all its properties. A broker in this
     * process moves it when it is told, without reading it.
     *
     * @param reason what is wrong and what would be right
     * @throws RefusedMessageException if the caller's consumer is to do that, see there
     */
    public void bury(Message message, QueueId id, String reason) {
        if (InProcessBrokers.current().isPresent() && !isInTransaction()) {
            throw new RefusedMessageException(reason);
        }
        LOG.log(Level.WARNING, "message {0} goes to {1}: {2}", new Object[] {id, Queues.DEAD, reason});
        send(List.of(Outgoing.dead(message, id, reason)));
    }

    private void store(List<Outgoing> unit, boolean maybeSentBefore) {
        if (unit.stream().anyMatch(Outgoing::persistent)) {
            requireBroker();
        }
        try {
            if (isInTransaction()) {
                sendInTransaction(unit);
            } else if (!storeDirectly(unit)) {
                sendLocally(unit);
            }
        } catch (JMSException | IOException e) {
            if (isDuplicate(e) && (maybeSentBefore || uncertain.hasOneOf(unit))) {
                LOG.log(Level.FINE, "what should be sent was sent before", e);
                return;
            }
            if (isTooLarge(e)) {
                throw new NeverStoredException(
                        "the broker cannot keep a message for " + unit.get(0).destination()
                                + ": its properties are too large",
                        e);
            }
            if (!isDuplicate(e)) {
                uncertain.add(unit);
            }
            throw new QueueException(
                    unit.size() + " messages for " + unit.get(0).destination() + " were not sent", e);
        }
    }

    private boolean isInTransaction() {
        return registry.getTransactionStatus() != Status.STATUS_NO_TRANSACTION;
    }

    private void tell(List<Outgoing> messages) {
        if (!isInTransaction()) {
            observers.tell(messages);
            return;
        }
        registry.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // nothing has happened before the commit
            }

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    observers.tell(messages);
                }
            }
        });
    }

    /** One in this process would let JMS wait for it. */
    private void requireBroker() {
        if (!InProcessBrokers.current().map(InProcessBroker::isUp).orElse(true)) {
            throw new QueueException("the broker has stopped: its journal cannot be written", null);
        }
        if (isFull()) {
            throw new QueueException("the disk of the broker is full", null);
        }
    }

    /** Whether the broker has no room for more; nothing is sent then. One that is not in this process says so itself. */
    public boolean isFull() {
        return InProcessBrokers.current().map(InProcessBroker::isFull).orElse(false);
    }

    private List<Outgoing> wanted(List<Outgoing> messages) {
        // asked for each unit: whoever has subscribed gets what happens from then on
        if (messages.stream().noneMatch(Outgoing::isEvent)
                || InProcessBrokers.current()
                        .map(InProcessBroker::isEventsWanted)
                        .orElse(true)) {
            return messages;
        }
        return messages.stream().filter(message -> !message.isEvent()).toList();
    }

    private void sendInTransaction(List<Outgoing> unit) throws JMSException, IOException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            Line line = new Line(connection, session);
            for (Outgoing outgoing : unit) {
                line.send(outgoing);
            }
        }
    }

    /** @return false if it must go by JMS, and nothing is done yet */
    private static boolean storeDirectly(List<Outgoing> unit) throws IOException {
        InProcessBroker broker = InProcessBrokers.current().orElse(null);
        if (broker == null) {
            return false;
        }
        List<BrokerMessage> messages = new ArrayList<>();
        for (Outgoing outgoing : unit) {
            Optional<BrokerMessage> message = outgoing.direct();
            if (message.isEmpty()) {
                return false;
            }
            messages.add(message.get());
        }
        broker.store(messages);
        return true;
    }

    private void sendLocally(List<Outgoing> unit) throws JMSException, IOException {
        Line line = takeLine();
        boolean reusable = false;
        try {
            for (Outgoing outgoing : unit) {
                line.send(outgoing);
            }
            // a provider that has no local transactions in a container has stored each message by now
            if (line.session.getTransacted()) {
                line.session.commit();
            }
            reusable = InProcessBrokers.current().isPresent();
        } finally {
            // OpenMQ in a container mixes up connections that are kept beyond the call that made them
            if (reusable) {
                idle.push(line);
            } else {
                line.connection.close();
            }
        }
    }

    private Line takeLine() throws JMSException {
        for (Line line = idle.poll(); line != null; line = idle.poll()) {
            if (line.isOpen()) {
                return line;
            }
            close(line);
        }
        Connection connection = factory.createConnection();
        return new Line(connection, connection.createSession(true, Session.SESSION_TRANSACTED));
    }

    /** Artemis' class is not ours to see: on other servers it does not exist. */
    private static boolean isDuplicate(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DuplicateIdException
                    || cause.getClass().getSimpleName().equals("ActiveMQDuplicateIdException")) {
                return true;
            }
        }
        return false;
    }

    /** What Artemis says to properties that do not fit into a record of its journal; it is behind what its client throws. */
    private static boolean isTooLarge(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && cause.getMessage().contains("AMQ149005")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the broker answers and has room.
     *
     * @throws QueueException if not
     */
    public void probe() {
        requireBroker();
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            session.createMessage();
        } catch (JMSException e) {
            throw new QueueException("the broker does not answer", e);
        }
    }

    @PreDestroy
    void close() {
        for (Line line = idle.poll(); line != null; line = idle.poll()) {
            close(line);
        }
    }

    private static void close(Line line) {
        try {
            line.connection.close();
        } catch (JMSException e) {
            LOG.log(Level.FINE, "a connection of a broker that is gone", e);
        }
    }

    /** An open session with one producer for every destination. */
    private static final class Line {
        private final Connection connection;
        private final Session session;
        private final String provider;
        private final MessageProducer producer;
        private final Map<String, Destination> destinations = new HashMap<>();

        Line(Connection connection, Session session) throws JMSException {
            this.connection = connection;
            this.session = session;
            this.provider = connection.getMetaData().getJMSProviderName();
            this.producer = session.createProducer(null);
        }

        /** Not after the broker was gone for a while. */
        boolean isOpen() {
            try {
                session.getTransacted();
                return true;
            } catch (JMSException e) {
                LOG.log(Level.FINE, "a session of a broker that was gone", e);
                return false;
            }
        }

        void send(Outgoing outgoing) throws JMSException, IOException {
            Message message = outgoing.content().in(session, provider);
            if (outgoing.duplicateId() != null) {
                message.setStringProperty(JobMessages.DUPLICATE_ID, outgoing.uniqueId());
            }
            producer.send(
                    destination(outgoing),
                    message,
                    outgoing.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT,
                    Message.DEFAULT_PRIORITY,
                    Message.DEFAULT_TIME_TO_LIVE);
        }

        private Destination destination(Outgoing outgoing) throws JMSException {
            Destination known = destinations.get(outgoing.destination());
            if (known == null) {
                known = outgoing.topic()
                        ? session.createTopic(outgoing.destination())
                        : session.createQueue(outgoing.destination());
                destinations.put(outgoing.destination(), known);
            }
            return known;
        }
    }
}
