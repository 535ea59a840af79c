package ee.qmail.status;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.queue.IdleBroker;
import ee.qmail.queue.InProcessBroker;
import ee.qmail.queue.InProcessBrokers;
import ee.qmail.queue.Queues;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerDepthsTest {
    private static final String OPENMQ = "com.sun.messaging.jms.server:subtype=Monitor,";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final List<ObjectName> registered = new ArrayList<>();

    public interface Destination {
        long getNumMsgs();
    }

    public interface WildFlyQueue {
        /** The server begins the names of its attributes with a small letter. */
        long getmessageCount();
    }

    public interface LibertyQueue {
        long getDepth();
    }

    @AfterEach
    void unregister() throws Exception {
        for (ObjectName name : registered) {
            server.unregisterMBean(name);
        }
    }

    private void register(String name, Object bean) throws Exception {
        registered.add(server.registerMBean(bean, new ObjectName(name)).getObjectName());
    }

    private void registerDestination(String queue, long messages) throws Exception {
        Destination destination = () -> messages;
        register(
                OPENMQ + "type=Destination,desttype=q,name=\"" + queue + "\"",
                new StandardMBean(destination, Destination.class));
    }

    @Test
    void aBrokerElsewhereDoesNotTell() {
        assertThat(BrokerDepths.read()).isEmpty();
    }

    @Test
    void theEmbeddedBrokerTells() throws Exception {
        InProcessBroker broker = new HoldingThree();
        InProcessBrokers.started(broker);
        try {
            assertThat(BrokerDepths.read()).contains(Map.of(Queues.LOCAL, 3L));
        } finally {
            InProcessBrokers.stopped(broker);
        }
    }

    @Test
    void openMqTellsAndAQueueNobodyUsedIsEmpty() throws Exception {
        registerDestination(Queues.LOCAL, 7);
        registerDestination("another", 9);
        Destination broker = () -> 16;
        register(OPENMQ + "type=Broker", new StandardMBean(broker, Destination.class));

        assertThat(BrokerDepths.read()).contains(Map.of(Queues.LOCAL, 7L, Queues.REMOTE, 0L, Queues.DEAD, 0L));
    }

    @Test
    void artemisInWildFlyTells() throws Exception {
        String broker = "jboss.as:subsystem=messaging-activemq,server=default";
        WildFlyQueue queue = () -> 5;
        register(broker, new StandardMBean(queue, WildFlyQueue.class));
        register(broker + ",jms-queue=" + Queues.REMOTE, new StandardMBean(queue, WildFlyQueue.class));

        assertThat(BrokerDepths.read()).contains(Map.of(Queues.LOCAL, 0L, Queues.REMOTE, 5L, Queues.DEAD, 0L));
    }

    @Test
    void openLibertyTells() throws Exception {
        String messaging = "WebSphere:feature=wasJmsServer,type=";
        LibertyQueue queue = () -> 6;
        register(messaging + "MessagingEngine,name=defaultME", new StandardMBean(queue, LibertyQueue.class));
        register(messaging + "Queue,name=" + Queues.DEAD, new StandardMBean(queue, LibertyQueue.class));

        assertThat(BrokerDepths.read()).contains(Map.of(Queues.LOCAL, 0L, Queues.REMOTE, 0L, Queues.DEAD, 6L));
    }

    private static final class HoldingThree extends IdleBroker {
        @Override
        public Map<String, Long> depths() {
            return Map.of(Queues.LOCAL, 3L);
        }
    }
}
