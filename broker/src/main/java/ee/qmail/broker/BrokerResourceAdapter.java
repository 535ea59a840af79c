package ee.qmail.broker;

import ee.qmail.contract.QueueConsumption;
import ee.qmail.contract.Queues;
import ee.qmail.home.StartFailure;
import ee.qmail.loop.Loop;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.ra.ActiveMQResourceAdapter;
import org.apache.activemq.artemis.ra.inflow.ActiveMQActivationSpec;

/**
 * ActiveMQ Artemis' resource adapter with the broker inside: starting the adapter starts the broker, stopping it stops
 * the broker. For servers that ship no JMS provider, such as Payara Micro. With {@code qmail.jms.url} it uses a broker elsewhere
 * instead.
 *
 * <p>The home is a configuration property of the adapter, else the system property {@code qmail.home}. All other
 * settings are the system properties {@code qmail.jms.bind}, {@code qmail.jms.port}, {@code qmail.jms.url}, {@code
 * qmail.jms.user} and {@code qmail.jms.password}.
 */
public class BrokerResourceAdapter extends ActiveMQResourceAdapter {
    private static final long serialVersionUID = 1L;
    /** All consumers share the client's pool, which is 8 a processor otherwise: a few slow ones would stop all. */
    private static final int MAX_THREADS = 256;

    private static final int FLOW_CONTROL_THREADS = 10;
    private static final long WATCH_MILLIS = 2_000;
    /** To start a broker again reads its journal. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final transient Map<ActivationSpec, QueueActivation> activations = new ConcurrentHashMap<>();
    private transient EmbeddedBroker broker;
    private transient RemoteBroker elsewhere;
    private transient ConsumerWatch consumers;
    private transient Timer watch;
    private transient Loop loop;
    private String home;

    /** Directory that holds {@code queue/}, the broker's journal; null means system property {@code qmail.home}. */
    public void setHome(String home) {
        this.home = home;
    }

    public String getHome() {
        return home;
    }

    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        try {
            begin(context);
        } catch (ResourceAdapterInternalException e) {
            StartFailure.tell(e);
            throw e;
        }
    }

    private void begin(BootstrapContext context) throws ResourceAdapterInternalException {
        setUseJNDI(false);
        ActiveMQClient.setGlobalThreadPoolProperties(
                MAX_THREADS, ActiveMQClient.DEFAULT_SCHEDULED_THREAD_POOL_MAX_SIZE, FLOW_CONTROL_THREADS);
        String url = System.getProperty("qmail.jms.url", "");
        Integer port = Integer.getInteger("qmail.jms.port");
        if (url.isEmpty()) {
            startBroker(port);
            super.start(context);
            consumers = new ConsumerWatch(() -> getActivations().values(), broker::missing, null, Clock.systemUTC());
            watch(context, broker::startAgainIfStopped);
        } else if (port != null) {
            throw new ResourceAdapterInternalException("qmail.jms.port (QMAIL_JMS_PORT) is " + port
                    + " and qmail.jms.url (QMAIL_JMS_URL) is set: either a broker in this process has a port, or one elsewhere"
                    + " is used");
        } else {
            elsewhere = RemoteBroker.parse(url);
            elsewhere.configure(this, user(), System.getProperty("qmail.jms.password", ""));
            super.start(context);
            consumers = new ConsumerWatch(
                    () -> getActivations().values(),
                    List::of,
                    ConsumerWatch.at(this::locator, getUserName(), getPassword()),
                    Clock.systemUTC());
            watch(context, () -> {});
        }
        QueueConsumption.RUNNING.add(consumers);
    }

    private ServerLocator locator() {
        try {
            return getDefaultActiveMQConnectionFactory().getServerLocator();
        } catch (ResourceException e) {
            throw new IllegalStateException("there is no way to the broker", e);
        }
    }

    private void startBroker(Integer port) throws ResourceAdapterInternalException {
        BrokerSecurity security = new BrokerSecurity(port == null ? Map.of() : Map.of(user(), password(port)));
        broker = new EmbeddedBroker(directory(), System.getProperty("qmail.jms.bind", "127.0.0.1"), port, security);
        try {
            broker.start();
        } catch (Exception e) {
            throw new ResourceAdapterInternalException(
                    "the broker in " + directory() + " does not start: " + e.getMessage(), e);
        }
        setConnectorClassName(InVMConnectorFactory.class.getName());
        setConnectionParameters("serverId=0");
        // Artemis would hold up for ever whoever sends while the disk is full; we refuse instead,
        // see InProcessBroker.isFull
        setProducerWindowSize(-1);
        setUseAutoRecovery(true);
    }

    private void watch(BootstrapContext context, Runnable first) throws ResourceAdapterInternalException {
        try {
            watch = context.createTimer();
        } catch (UnavailableException e) {
            throw new ResourceAdapterInternalException("nobody can watch the broker: there is no timer", e);
        }
        loop = Loop.named("broker watch", PATIENCE, () -> {
            first.run();
            consumers.look();
        });
        watch.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        loop.run();
                    }
                },
                WATCH_MILLIS,
                WATCH_MILLIS);
    }

    /**
     * Beans outside of transactions that consume one of our queues get its messages from the broker itself, all others by
     * Artemis' client.
     */
    @Override
    public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        ActiveMQActivationSpec wanted = (ActiveMQActivationSpec) spec;
        if (elsewhere != null) {
            elsewhere.keepConnected(wanted);
        }
        if (broker == null || !Queues.CONSUMED.contains(wanted.getDestination()) || isTransacted(factory)) {
            super.endpointActivation(broker == null ? factory : broker.watched(factory), spec);
            return;
        }
        QueueActivation activation = new QueueActivation(wanted.getDestination(), factory, wanted.getMaxSession());
        try {
            broker.activate(activation);
        } catch (Exception e) {
            throw new ResourceException("nobody can consume " + wanted.getDestination(), e);
        }
        activations.put(spec, activation);
    }

    private static boolean isTransacted(MessageEndpointFactory factory) throws ResourceException {
        try {
            return factory.isDeliveryTransacted(MessageListener.class.getMethod("onMessage", Message.class));
        } catch (NoSuchMethodException e) {
            throw new ResourceException("the bean is no listener", e);
        }
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
        QueueActivation activation = activations.remove(spec);
        if (activation == null) {
            super.endpointDeactivation(factory, spec);
        } else {
            broker.deactivate(activation);
        }
    }

    /** Of a consumer; what sends has sessions of its own. */
    @Override
    public ClientSession createSession(
            ClientSessionFactory factory,
            int acknowledgeMode,
            String user,
            String password,
            Boolean preAcknowledge,
            Integer dupsOkBatchSize,
            Integer transactionBatchSize,
            boolean deliveryTransacted,
            boolean useLocalTx,
            Integer transactionTimeout)
            throws Exception {
        ClientSession session = super.createSession(
                factory,
                acknowledgeMode,
                user,
                password,
                preAcknowledge,
                dupsOkBatchSize,
                transactionBatchSize,
                deliveryTransacted,
                useLocalTx,
                transactionTimeout);
        consumers.opened(factory, session);
        return session;
    }

    private Path directory() {
        return Path.of(Objects.requireNonNullElseGet(home, () -> System.getProperty("qmail.home", "var")), "queue");
    }

    private static String user() {
        return System.getProperty("qmail.jms.user", "qmail");
    }

    private static String password(int port) throws ResourceAdapterInternalException {
        String password = System.getProperty("qmail.jms.password", "");
        if (password.isEmpty()) {
            throw new ResourceAdapterInternalException("qmail.jms.port (QMAIL_JMS_PORT) is " + port
                    + ", but qmail.jms.password (QMAIL_JMS_PASSWORD) is empty: a broker is not opened to the network "
                    + "without a password");
        }
        return password;
    }

    @Override
    public void stop() {
        if (watch != null) {
            watch.cancel();
            loop.close();
            QueueConsumption.RUNNING.remove(consumers);
            consumers.close();
        }
        super.stop();
        if (broker != null) {
            broker.stop();
        }
    }

    /** Two adapters are equal when they are the same, whatever their inherited settings: each has its own broker. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
