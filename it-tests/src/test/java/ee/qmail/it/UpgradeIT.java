package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.KeptHome;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The homes that earlier versions left, killed while mail was waiting everywhere: this version delivers all of it. */
public class UpgradeIT {
    private static final String JMS_PASSWORD = "upgrade-jms-password";

    private final int jmsPort = QmailServer.freePorts(1).get(0);
    private QmailServer server;

    @AfterEach
    void end() {
        server.end();
    }

    static List<String> archives() throws IOException {
        try (Stream<Path> files = Files.list(KeptHome.ARCHIVES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("archives")
    void deliversMailThatWaitedInAnEarlierVersion(String archive) throws IOException, JMSException {
        server = QmailServer.inNewHome("upgrade")
                .with("QMAIL_JMS_PORT", String.valueOf(jmsPort))
                .with("QMAIL_JMS_PASSWORD", JMS_PASSWORD);
        KeptHome kept = new KeptHome(server);
        kept.unpack(KeptHome.ARCHIVES.resolve(archive));
        try (FarServer far = FarServer.accepting()) {
            kept.open(far);
            server.start();
            server.admin().awaitNothingWaits();
            assertThat(far.received)
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.text()).contains("Subject: " + KeptHome.FOR_FAR));
        }
        KeptHome.FOR_ANA.forEach(subject -> server.mailbox("ana").awaitMessage("Subject: " + subject + "\n"));
        assertThat(server.mailbox("ana").messages()).hasSize(KeptHome.FOR_ANA.size());
        assertThat(server.admin().queue("dead")).isZero();
        assertLogin();
        assertApplicationsMail();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.home())))
                .isEqualTo("rwx------");
    }

    private void assertLogin() {
        try (Pop3Client pop3 = server.pop3().login(KeptHome.address("ana"), KeptHome.PASSWORD)) {
            assertThat(pop3.count()).isEqualTo(KeptHome.FOR_ANA.size());
            pop3.quit();
        }
    }

    private void assertApplicationsMail() throws JMSException {
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + jmsPort, "qmail", JMS_PASSWORD);
                JMSContext jms = factory.createContext();
                JMSConsumer consumer = jms.createConsumer(jms.createQueue(KeptHome.QUEUE))) {
            byte[] text = consumer.receive(Await.PATIENCE.toMillis()).getBody(byte[].class);
            assertThat(new String(text, StandardCharsets.US_ASCII)).contains("Subject: " + KeptHome.FOR_APPLICATION);
        }
    }
}
