package ee.qmail.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import javax.management.ObjectName;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    @TempDir
    Path directory;

    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new EmbeddedBroker(directory, "127.0.0.1", null, new BrokerSecurity(Map.of()));
        broker.start();
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.stop();
        }
    }

    private static void send(String queue) throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator("vm://0");
                ClientSessionFactory sessions = locator.createSessionFactory();
                ClientSession session = sessions.createSession();
                ClientProducer producer = session.createProducer(queue)) {
            producer.send(session.createMessage(true));
        }
    }

    @Test
    void aBrokerThatStoppedItselfIsStartedAgainWithWhatItHad() throws Exception {
        send("qmail.local");
        assertThat(broker.getDepths()).containsEntry("qmail.local", 1L);
        broker.server.getActiveMQServer().stop();

        broker.startAgainIfStopped();

        assertThat(broker.server.getActiveMQServer().isStarted()).isTrue();
        assertThat(broker.getDepths()).containsEntry("qmail.local", 1L).containsEntry("qmail.dead", 0L);
    }

    @Test
    void aBrokerThatWasStoppedStaysStopped() {
        EmbeddedBroker stopped = broker;
        broker = null;
        stopped.stop();

        stopped.startAgainIfStopped();

        assertThat(stopped.server.getActiveMQServer().isStarted()).isFalse();
    }

    @Test
    void itTellsOthersAboutItself() throws Exception {
        Object full =
                ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName("ee.qmail:type=Broker"), "Full");

        assertThat(full)
                .isEqualTo(broker.server.getActiveMQServer().getPagingManager().isDiskFull());
        assertThat(broker.isEventsWanted()).isFalse();
    }

    @Test
    void aSecondBrokerInTheSameDirectoryIsRefused() {
        EmbeddedBroker second = new EmbeddedBroker(directory, "127.0.0.1", null, new BrokerSecurity(Map.of()));

        assertThatThrownBy(second::start).hasMessageContaining("is in use by another broker");
    }
}
