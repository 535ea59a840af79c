package ee.qmail.broker;

import ee.qmail.contract.QueueConsumption;
import ee.qmail.contract.Queues;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.FailoverEventListener;
import org.apache.activemq.artemis.api.core.client.FailoverEventType;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.client.impl.ClientSessionFactoryInternal;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.ra.inflow.ActiveMQActivation;

/**
 * Watches those who consume by Artemis' client: each of their sessions is attached, looks for its broker, or is gone. Artemis' adapter itself
 * looks at none that has nothing to do. An activation with a session that is gone, or of which the broker knows nothing, is set up again.
 */
final class ConsumerWatch implements QueueConsumption {
    private static final Logger LOG = Logger.getLogger(ConsumerWatch.class.getName());

    /** Looks in a row that must find an activation broken: one that is being set up is so for a moment. */
    private static final int PATIENCE = 3;

    /** Of the broker: how many consumers a queue has. */
    interface Question extends AutoCloseable {
        int consumers(String queue) throws ActiveMQException;

        @Override
        void close();
    }

    /** Makes one that can be asked for a while. */
    interface Broker {
        Question connect() throws Exception;
    }

    private final Supplier<Collection<ActiveMQActivation>> activations;
    private final Supplier<List<String>> inside;
    private final Broker broker;
    private final Clock clock;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final Map<ActiveMQActivation, Integer> broken = new HashMap<>();
    private volatile Instant lastBreak;
    private Question question;

    /**
     * @param activations those of the adapter
     * @param inside what is missing of those who consume without a client
     * @param broker null if it is in this process: then there is nobody else to ask
     */
    ConsumerWatch(
            Supplier<Collection<ActiveMQActivation>> activations,
            Supplier<List<String>> inside,
            Broker broker,
            Clock clock) {
        this.activations = activations;
        this.inside = inside;
        this.broker = broker;
        this.clock = clock;
    }

    /** A session of an activation, told of by whoever makes it. */
    void opened(ClientSessionFactory factory, ClientSession session) {
        lastBreak = clock.instant();
        Link link = new Link(((ClientSessionFactoryInternal) factory).getServerLocator(), session);
        links.add(link);
        session.addFailoverListener(link);
    }

    private enum State {
        ATTACHED,
        LOOKING,
        GONE
    }

    private final class Link implements FailoverEventListener {
        private final ServerLocator locator;
        private final ClientSession session;
        private volatile State state = State.ATTACHED;

        Link(ServerLocator locator, ClientSession session) {
            this.locator = locator;
            this.session = session;
        }

        /** Told of a loss before anybody connects again. */
        @Override
        public void failoverEvent(FailoverEventType event) {
            lastBreak = clock.instant();
            state = switch (event) {
                case FAILURE_DETECTED -> State.LOOKING;
                case FAILOVER_COMPLETED -> State.ATTACHED;
                case FAILOVER_FAILED -> State.GONE;
            };
        }

        State state() {
            return session.isClosed() ? State.GONE : state;
        }
    }

    private long count(ActiveMQActivation activation, State state) {
        ActiveMQConnectionFactory factory = activation.getConnectionFactory();
        return factory == null
                ? 0
                : links.stream()
                        .filter(link -> link.locator == factory.getServerLocator() && link.state() == state)
                        .count();
    }

    private static String queue(ActiveMQActivation activation) {
        return activation.getActivationSpec().getDestination();
    }

    @Override
    public List<String> missing() {
        List<String> missing = new ArrayList<>(inside.get());
        for (ActiveMQActivation activation : activations.get()) {
            int wanted = activation.getActivationSpec().getMaxSession();
            long attached = count(activation, State.ATTACHED);
            if (Queues.CONSUMED.contains(queue(activation)) && (attached < wanted || isUnknown(activation))) {
                missing.add(queue(activation) + ": "
                        + (attached < wanted
                                ? attached + " of " + wanted + " consumers are attached"
                                : "the broker does not know all of its " + wanted + " consumers"));
            }
        }
        return missing;
    }

    private boolean isUnknown(ActiveMQActivation activation) {
        synchronized (broken) {
            return broken.getOrDefault(activation, 0) >= PATIENCE;
        }
    }

    @Override
    public Optional<Instant> lastBreak() {
        return broker == null ? Optional.empty() : Optional.ofNullable(lastBreak);
    }

    /** To be called every few seconds, by one thread. */
    void look() {
        Collection<ActiveMQActivation> all = List.copyOf(activations.get());
        forgetOthers(all);
        for (ActiveMQActivation activation : all) {
            boolean whole = count(activation, State.GONE) == 0 && isKnown(activation);
            int looks;
            synchronized (broken) {
                looks = whole ? 0 : broken.getOrDefault(activation, 0) + 1;
                broken.put(activation, looks);
            }
            if (looks > 0 && looks % PATIENCE == 0) {
                LOG.log(Level.WARNING, "consumers of {0} are gone: they are made again", queue(activation));
                activation.startReconnectThread("a consumer is gone");
            }
        }
    }

    private void forgetOthers(Collection<ActiveMQActivation> all) {
        List<ServerLocator> current = all.stream()
                .map(ActiveMQActivation::getConnectionFactory)
                .filter(factory -> factory != null)
                .map(ActiveMQConnectionFactory::getServerLocator)
                .toList();
        links.removeIf(link -> link.session.isClosed() && !current.contains(link.locator));
        synchronized (broken) {
            broken.keySet().retainAll(all);
        }
    }

    /** Other servers' consumers count too: of one broker for several this finds only the loss of all. */
    private boolean isKnown(ActiveMQActivation activation) {
        long attached = count(activation, State.ATTACHED);
        if (broker == null || attached == 0 || !Queues.CONSUMED.contains(queue(activation))) {
            return true;
        }
        try {
            if (question == null) {
                question = broker.connect();
            }
            return question.consumers(queue(activation)) >= attached;
        } catch (Exception e) {
            LOG.log(Level.FINE, "the broker does not say who consumes; its clients notice that by themselves", e);
            close();
            return true;
        }
    }

    void close() {
        if (question != null) {
            question.close();
            question = null;
        }
    }

    /** Asks by a connection of its own. */
    static Broker at(Supplier<ServerLocator> locator, String user, String password) {
        return () -> {
            ClientSessionFactory factory = locator.get().createSessionFactory();
            ClientSession session;
            try {
                session = factory.createSession(user, password, false, true, true, false, 0);
            } catch (ActiveMQException | RuntimeException | Error e) {
                factory.close();
                throw e;
            }
            return new Question() {
                @Override
                public int consumers(String queue) throws ActiveMQException {
                    return session.queueQuery(SimpleString.of(queue)).getConsumerCount();
                }

                @Override
                public void close() {
                    factory.close();
                }
            };
        };
    }
}
