package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import java.util.Base64;
import java.util.Enumeration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application in another process: mail from JMS, mail to JMS, events. */
class JmsIT {
    private static final String JMS_PASSWORD = "it-jms-password";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static QmailServer server;
    private static ActiveMQConnectionFactory factory;

    private JMSContext jms;
    private String user;

    @BeforeAll
    static void start() {
        int port = QmailServer.freePorts(1).get(0);
        server = QmailServer.inNewHome("jms")
                .with("QMAIL_JMS_PORT", String.valueOf(port))
                .with("QMAIL_JMS_PASSWORD", JMS_PASSWORD)
                .start()
                .prepare();
        factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, "qmail", JMS_PASSWORD);
    }

    @AfterAll
    static void end() {
        if (factory != null) {
            factory.close();
        }
        if (server != null) {
            server.end();
        }
    }

    @BeforeEach
    void connect() {
        jms = factory.createContext();
        user = newName();
    }

    @AfterEach
    void disconnect() {
        jms.close();
    }

    private static String newName() {
        return "user" + COUNT.incrementAndGet();
    }

    private static String at(String name) {
        return name + "@" + QmailServer.DOMAIN;
    }

    private static MapMessage map(JMSContext context, Map<String, Object> entries) throws JMSException {
        MapMessage message = context.createMapMessage();
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            message.setObject(entry.getKey(), entry.getValue());
        }
        return message;
    }

    private static void inject(JMSContext context, Message message) {
        context.createProducer().send(context.createQueue("qmail.inject"), message);
    }

    private static Map<String, Object> entries(MapMessage message) throws JMSException {
        Map<String, Object> entries = new TreeMap<>();
        Enumeration<?> names = message.getMapNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            entries.put(name, message.getObject(name));
        }
        return entries;
    }

    private static byte[] random(int size) {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        return octets;
    }

    @Test
    void entriesBecomeMailWhenTheTransactionCommitsAndNoneWhenItIsRolledBack() throws JMSException {
        server.admin().createMailbox(user, null);
        try (JMSContext transacted = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            Map<String, Object> entries = new TreeMap<>(Map.of("from", at("shop"), "to", at(user), "text", "hello\n"));
            entries.put("subject", "taken back");
            inject(transacted, map(transacted, entries));
            transacted.rollback();
            entries.put("subject", "committed");
            inject(transacted, map(transacted, entries));
            transacted.commit();
        }
        String text = server.mailbox(user).awaitMessage("Subject: committed\n");
        assertThat(text)
                .startsWith("Return-Path: <" + at("shop") + ">\nDelivered-To: " + at(user) + "\n")
                .contains("\nFrom: " + at("shop") + "\nTo: " + at(user) + "\n", "\nDate: ", "\nMessage-ID: <")
                .endsWith("\n\nhello\n");
        server.admin().awaitIdle();
        assertThat(server.mailbox(user).files()).hasSize(1);
    }

    @Test
    void anAttachmentThatTheBrokerKeepsInAFileArrivesWhole() throws JMSException {
        server.admin().createMailbox(user, null);
        byte[] data = random(2 * 1024 * 1024);
        inject(
                jms,
                map(
                        jms,
                        Map.of(
                                "to", at(user),
                                "subject", "Gr\u00fc\u00dfe",
                                "html", "<p>see below</p>",
                                "attachment.1.name", "\u00dcbersicht.bin",
                                "attachment.1.type", "application/x-it",
                                "attachment.1.data", data)));
        String text = server.mailbox(user).awaitMessage("Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\n");
        String encoded = Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(data);
        assertThat(text.contains("filename*=UTF-8''%C3%9Cbersicht.bin\n\n" + encoded + "\n"))
                .isTrue();
    }

    @Test
    void aWrongMapIsKeptWithTheReason() throws JMSException {
        Map<String, Object> entries =
                Map.of("to", at(user), "subject", "wrong", "text", "hello", "attachment.1.type", "application/pdf");
        inject(jms, map(jms, entries));
        try (JMSConsumer dead = jms.createConsumer(jms.createQueue("qmail.dead"))) {
            MapMessage kept = (MapMessage) dead.receive(Await.PATIENCE.toMillis());
            assertThat(kept).isNotNull();
            assertThat(kept.getStringProperty("qmail_reason"))
                    .isEqualTo("entry 'attachment.1.data': is missing; must be the octets of the attachment,"
                            + " a byte array");
            assertThat(entries(kept)).isEqualTo(entries);
        }
    }
}
