package ee.qmail.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.Queues;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JmsProviderTest {
    /** Names of properties, classes, messages and management beans, and of the one provider without a class of its own here. */
    private static final Pattern NAMES = Pattern.compile(
            "_AMQ_|ActiveMQ|AMQ\\d|activemq|com\\.sun\\.messaging|jboss\\.as:|WebSphere:|OpenMQ|getJMSProviderName");

    private static final List<String> QUEUES = List.of(Queues.LOCAL, Queues.REMOTE, Queues.DEAD);
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
    void aRemoteArtemisDoesNotTellItsCounts() {
        assertThat(JmsProvider.depths(QUEUES)).isEmpty();
    }

    @Test
    void openMqTellsItsCountsAndAnUnusedQueueIsEmpty() throws Exception {
        registerDestination(Queues.LOCAL, 7);
        registerDestination("another", 9);
        Destination broker = () -> 16;
        register(OPENMQ + "type=Broker", new StandardMBean(broker, Destination.class));

        assertThat(JmsProvider.depths(QUEUES)).contains(Map.of(Queues.LOCAL, 7L, Queues.REMOTE, 0L, Queues.DEAD, 0L));
    }

    @Test
    void artemisInWildFlyTellsItsCounts() throws Exception {
        String broker = "jboss.as:subsystem=messaging-activemq,server=default";
        WildFlyQueue queue = () -> 5;
        register(broker, new StandardMBean(queue, WildFlyQueue.class));
        register(broker + ",jms-queue=" + Queues.REMOTE, new StandardMBean(queue, WildFlyQueue.class));

        assertThat(JmsProvider.depths(QUEUES)).contains(Map.of(Queues.LOCAL, 0L, Queues.REMOTE, 5L, Queues.DEAD, 0L));
    }

    @Test
    void openLibertyTellsItsCounts() throws Exception {
        String messaging = "WebSphere:feature=wasJmsServer,type=";
        LibertyQueue queue = () -> 6;
        register(messaging + "MessagingEngine,name=defaultME", new StandardMBean(queue, LibertyQueue.class));
        register(messaging + "Queue,name=" + Queues.DEAD, new StandardMBean(queue, LibertyQueue.class));

        assertThat(JmsProvider.depths(QUEUES)).contains(Map.of(Queues.LOCAL, 0L, Queues.REMOTE, 0L, Queues.DEAD, 6L));
    }

    @Test
    void noOtherClassKnowsANameOfAProvider() throws IOException {
        for (String module : List.of("core", "ejb", "web")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".java"))
                                .filter(file -> !file.endsWith("JmsProvider.java")))
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern(NAMES));
            }
        }
    }

    @Test
    void aDuplicateAndAMessageTooLargeAreKnownBehindOtherFailures() {
        Exception wrapped =
                new IllegalStateException(new JMSException("AMQ149005: Message of 600,000 bytes is bigger"));

        assertThat(JmsProvider.isTooLarge(wrapped)).isTrue();
        assertThat(JmsProvider.isDuplicate(wrapped)).isFalse();
        assertThat(JmsProvider.isDuplicate(new IOException(new ActiveMQDuplicateIdException())))
                .isTrue();
    }

    /** Artemis has one of this name. */
    private static final class ActiveMQDuplicateIdException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** OpenMQ cannot send the received one in the transaction that takes it; servers/run does so with real ones. */
    @Test
    void aCopyHasTheBodyAndTheHeadersOfItsSender() throws Exception {
        FakeMessage text = FakeMessage.withBody("a text");
        text.properties().putAll(Map.of("JMSCorrelationID", "c-1", "JMSType", "order"));
        FakeMessage made = copy(text.as(TextMessage.class));
        assertThat(made.written()).isEqualTo("a text");
        assertThat(made.properties()).containsEntry("JMSCorrelationID", "c-1").containsEntry("JMSType", "order");
        String octets = "octets".repeat(20_000);
        assertThat(copy(FakeMessage.withBody(octets).as(BytesMessage.class)).written())
                .isEqualTo(octets);
        Map<String, Object> entries = Map.of("text", "t", "count", 2);
        assertThat(copy(FakeMessage.withEntries(entries).as(MapMessage.class)).entries())
                .isEqualTo(entries);
    }

    /** Its class is a stranger's choice. */
    @Test
    void anObjectIsNotReadToBeCopied() {
        ObjectMessage object = new FakeMessage().as(ObjectMessage.class);

        assertThatThrownBy(() -> copy(object))
                .isInstanceOf(MessageFormatException.class)
                .hasMessage("neither a text nor octets nor a map: it would be put aside again");
    }

    private static FakeMessage copy(Message received) throws JMSException {
        Message copy = JmsProvider.copy(received, new FakeMessage().as(Session.class));
        return (FakeMessage) Proxy.getInvocationHandler(copy);
    }
}
