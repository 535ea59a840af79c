package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.echo.EchoBean;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQMapMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQObjectMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQTextMessage;
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
                .withApplication("echo", EchoBean.class)
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
    void aBeanBesideTheServerTakesMessagesWithoutADescriptor() throws JMSException {
        server.admin().createAlias(user, "jms:queue:" + EchoBean.QUEUE);
        submit("bob@far.example", at(user), "Subject: hello\n\nhello\n");
        try (JMSConsumer answers = jms.createConsumer(jms.createQueue(EchoBean.ANSWERS))) {
            TextMessage answer = (TextMessage) answers.receive(Await.PATIENCE.toMillis());
            assertThat(answer.getText()).isEqualTo("for " + at(user));
        }
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

    /** Its octets say that 2 GB follow. */
    @Test
    void aBodyThatCannotBeReadIsKeptWithTheReason() throws Exception {
        byte[] broken = {1, 127, -1, -1, -1};
        for (byte type : new byte[] {ActiveMQTextMessage.TYPE, ActiveMQMapMessage.TYPE, ActiveMQObjectMessage.TYPE}) {
            try (ClientSessionFactory sessions = factory.getServerLocator().createSessionFactory();
                    ClientSession session =
                            sessions.createSession("qmail", JMS_PASSWORD, false, true, true, false, 0)) {
                ClientMessage message = session.createMessage(type, true);
                message.putStringProperty("whose", user);
                message.getBodyBuffer().writeBytes(broken);
                session.createProducer("qmail.inject").send(message);
                session.start();
                ClientMessage kept = session.createConsumer("qmail.dead").receive(Await.PATIENCE.toMillis());
                assertThat(kept).isNotNull();
                kept.acknowledge();
                assertThat(kept.getType()).isEqualTo(type);
                assertThat(kept.getStringProperty("whose")).isEqualTo(user);
                assertThat(kept.getStringProperty("qmail_reason")).containsAnyOf("Message", "octets follow");
                assertThat(kept.getBodyBuffer().readableBytes()).isEqualTo(broken.length);
            }
        }
    }

    /** At once, not after a hundred attempts to store it. */
    @Test
    void messagesWithInvalidAddressesAreKeptWithTheReason() throws JMSException {
        for (String wrong : List.of("x".repeat(1112) + "@far.example", "a\0b@far.example", "a@" + "d".repeat(304))) {
            for (String property : List.of("qmail_sender", "qmail_recipients")) {
                TextMessage message = jms.createTextMessage("hello");
                message.setStringProperty("qmail_subject", "wrong");
                message.setStringProperty("qmail_sender", at("shop"));
                message.setStringProperty("qmail_recipients", at(user));
                message.setStringProperty(property, wrong);
                inject(jms, message);
                try (JMSConsumer dead = jms.createConsumer(jms.createQueue("qmail.dead"))) {
                    Message kept = dead.receive(Await.PATIENCE.toMillis());
                    assertThat(kept).isNotNull();
                    assertThat(kept.getStringProperty("qmail_reason")).contains("address '", "must ");
                    assertThat(kept.getStringProperty(property)).isEqualTo(wrong);
                }
            }
        }
        assertThat(server.admin().queue("deferred")).isZero();
    }

    private static void submit(String sender, String recipient, String text) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
            assertThat(smtp.message(sender, List.of(recipient), octets)).startsWith("250 ");
        }
    }

    @Test
    void mailByItsTextIsTakenApartForAQueue() throws JMSException {
        server.admin().createAlias(user, "jms:queue:it." + user + "?form=parsed");
        submit("ben@far.example", at(user), """
                From: =?UTF-8?Q?B=C3=A9n?= <ben@far.example>
                To: %s
                Subject: =?UTF-8?B?R3LDvMOfZQ==?=
                Message-ID: <1@far.example>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: multipart/alternative; boundary=a

                --a
                Content-Type: text/plain; charset=ISO-8859-1
                Content-Transfer-Encoding: quoted-printable

                Sch=F6n
                --a
                Content-Type: text/html; charset=UTF-8

                <p>Sch\u00f6n</p>
                --a--
                --b
                Content-Type: application/pdf; name=a.pdf
                Content-Disposition: attachment; filename=a.pdf
                Content-Transfer-Encoding: base64

                AAH/DQou
                --b--
                """.formatted(at(user)));
        String selector = "qmail_form = 'parsed' AND qmail_subject LIKE 'Gr%' AND qmail_attachments = 1"
                + " AND qmail_from = 'ben@far.example' AND qmail_message_id = '<1@far.example>'";
        try (JMSConsumer parsed = jms.createConsumer(jms.createQueue("it." + user), selector)) {
            MapMessage mail = (MapMessage) parsed.receive(Await.PATIENCE.toMillis());
            assertThat(mail).isNotNull();
            assertThat(entries(mail))
                    .containsEntry("from", "\"B\u00e9n\" <ben@far.example>")
                    .containsEntry("to", at(user))
                    .containsEntry("subject", "Gr\u00fc\u00dfe")
                    .containsEntry("text", "Sch\u00f6n")
                    .containsEntry("html", "<p>Sch\u00f6n</p>")
                    .containsEntry("attachment.1.name", "a.pdf")
                    .containsEntry("attachment.1.type", "application/pdf")
                    .containsEntry("attachment.1.data", new byte[] {0, 1, -1, '\r', '\n', '.'})
                    .containsKey("header.received");
            assertThat(mail.getLongProperty("qmail_id")).isPositive();
            assertThat(mail.getStringProperty("qmail_sender")).isEqualTo("ben@far.example");
            assertThat(mail.getStringProperty("qmail_recipients")).isEqualTo(at(user));
            assertThat(parsed.receive(1_000)).isNull();
        }
    }

    @Test
    void anInjectedMapArrivesAsTheSameMap() throws JMSException {
        server.admin().createAlias(user, "jms:topic:it." + user + "?form=parsed");
        Map<String, Object> entries = Map.of(
                "from", "\"M\u00fcller, \u00c4nne\" <m@far.example>",
                "to", at(user),
                "subject", "\u2116 7",
                "text", "Sch\u00f6n\n",
                "html", "<p>Sch\u00f6n</p>\n",
                "header.x-order", "\u2116 7",
                "attachment.1.name", "\u00dcbersicht.bin",
                "attachment.1.type", "application/x-it",
                "attachment.1.data", random(3 * 1024 * 1024));
        try (JMSConsumer parsed = jms.createConsumer(jms.createTopic("it." + user))) {
            inject(jms, map(jms, entries));
            MapMessage mail = (MapMessage) parsed.receive(Await.PATIENCE.toMillis());
            assertThat(mail).isNotNull();
            assertThat(entries(mail)).containsAllEntriesOf(entries);
            assertThat(mail.getStringProperty("qmail_sender")).isEqualTo("m@far.example");
        }
    }

    @Test
    void largeMailAndMailThatIsNotMimeGoRaw() throws JMSException {
        server.admin().createAlias(user, "jms:queue:it." + user + "?form=parsed");
        submit("ben@far.example", at(user), "Subject: broken\nContent-Transfer-Encoding: rot13\n\nhello\n");
        submit("ben@far.example", at(user), "Subject: large\n\n" + ("x".repeat(99) + "\n").repeat(170_000));
        try (JMSConsumer consumer = jms.createConsumer(jms.createQueue("it." + user), "qmail_form = 'raw'")) {
            for (String subject : List.of("broken", "large")) {
                BytesMessage mail = (BytesMessage) consumer.receive(Await.PATIENCE.toMillis());
                assertThat(mail).isNotNull();
                byte[] octets = new byte[(int) mail.getBodyLength()];
                mail.readBytes(octets);
                assertThat(new String(octets, StandardCharsets.UTF_8).contains("\nSubject: " + subject + "\n"))
                        .isTrue();
            }
        }
    }

    @Test
    void aTargetOfAnUnknownFormIsRefused() {
        assertThat(server.admin()
                        .send(
                                "POST",
                                "/api/domains/" + QmailServer.DOMAIN + "/aliases",
                                "{\"name\":\"x\",\"targets\":[\"jms:queue:x?form=xml\"]}")
                        .body())
                .contains(
                        "target 'jms:queue:x?form=xml': behind the NAME must stand nothing, ?form=raw or ?form=parsed");
    }

    private static String selector(String event, String sender) {
        return "qmail_event = '" + event + "' AND qmail_sender = '" + sender + "'";
    }

    private static TextMessage event(JMSConsumer consumer) {
        TextMessage event = (TextMessage) consumer.receive(Await.PATIENCE.toMillis());
        assertThat(event).isNotNull();
        return event;
    }

    @Test
    void selectorsPickLocalDeliveriesAndFailures() throws JMSException {
        server.admin().createMailbox(user, null);
        String sender = user + "@client.example";
        Topic topic = jms.createTopic("qmail.events");
        try (JMSConsumer accepted = jms.createConsumer(topic, selector("accepted", sender));
                JMSConsumer delivered = jms.createConsumer(topic, selector("delivered", sender));
                JMSConsumer failed = jms.createConsumer(
                        topic,
                        selector("failed", sender) + " AND qmail_status LIKE '5.1.%' AND qmail_channel = 'local'")) {
            long before = System.currentTimeMillis();
            submit(sender, at(user), "Subject: here\n\nhello\n");
            server.admin().createAlias(user + "-list", at("nobody-" + user));
            submit(sender, at(user + "-list"), "Subject: nowhere\n\nhello\n");

            TextMessage first = event(delivered);
            assertThat(first.getText()).isEqualTo("did 1+0+0");
            assertThat(first.getStringProperty("qmail_recipient")).isEqualTo(at(user));
            assertThat(first.getStringProperty("qmail_channel")).isEqualTo("local");
            assertThat(first.getIntProperty("qmail_attempts")).isEqualTo(1);
            assertThat(first.getLongProperty("qmail_size")).isPositive();
            assertThat(first.getLongProperty("qmail_time")).isBetween(before, System.currentTimeMillis());
            assertThat(first.propertyExists("qmail_status")).isFalse();
            assertThat(event(accepted).getLongProperty("qmail_id")).isEqualTo(first.getLongProperty("qmail_id"));

            TextMessage second = event(failed);
            assertThat(second.getStringProperty("qmail_recipient")).isEqualTo(at("nobody-" + user));
            assertThat(second.getStringProperty("qmail_status")).isEqualTo("5.1.1");
            assertThat(second.propertyExists("qmail_remote_reply")).isFalse();
        }
    }

    @Test
    void selectorsPickRepliesOfOtherServersAndMailGivenUpForItsAge() throws JMSException {
        String sender = user + "@client.example";
        Topic topic = jms.createTopic("qmail.events");
        try (FarServer far = new FarServer(recipient -> recipient.startsWith("no")
                        ? "550 5.7.1 go away"
                        : recipient.startsWith("yes") ? "250 ok" : "450 4.2.1 later");
                JMSConsumer delivered = jms.createConsumer(topic, selector("delivered", sender));
                JMSConsumer failed = jms.createConsumer(topic, selector("failed", sender));
                JMSConsumer deferred = jms.createConsumer(
                        topic, selector("deferred", sender) + " AND qmail_remote_reply LIKE '450 %'");
                JMSConsumer expired =
                        jms.createConsumer(topic, selector("expired", sender) + " AND qmail_attempts > 1")) {
            server.admin().control("smtproutes", far.route("far.example") + "\n");
            server.admin().control("queuelifetime", "1");
            submit(sender, "yes@far.example", "Subject: taken\n\nhello\n");
            submit(sender, "no@far.example", "Subject: refused\n\nhello\n");
            submit(sender, "later@far.example", "Subject: later\n\nhello\n");

            TextMessage taken = event(delivered);
            assertThat(taken.getStringProperty("qmail_channel")).isEqualTo("remote");
            assertThat(taken.getStringProperty("qmail_remote_reply")).isEqualTo("250 ok");
            TextMessage refused = event(failed);
            assertThat(refused.getStringProperty("qmail_recipient")).isEqualTo("no@far.example");
            assertThat(refused.getStringProperty("qmail_status")).isEqualTo("5.7.1");
            assertThat(refused.getStringProperty("qmail_remote_reply")).isEqualTo("550 5.7.1 go away");
            TextMessage later = event(deferred);
            assertThat(later.getStringProperty("qmail_status")).isEqualTo("4.2.1");
            assertThat(later.getIntProperty("qmail_attempts")).isEqualTo(1);

            long old = later.getLongProperty("qmail_time") + 3_000;
            Await.until("the message is older than queuelifetime", () -> System.currentTimeMillis() > old);
            server.admin().send("POST", "/api/queue/retry", null);
            TextMessage end = event(expired);
            assertThat(end.getStringProperty("qmail_recipient")).isEqualTo("later@far.example");
            assertThat(end.getIntProperty("qmail_attempts")).isEqualTo(2);
            assertThat(end.getStringProperty("qmail_status")).isEqualTo("4.2.1");
            assertThat(end.getText()).endsWith("this message has been in the queue too long.");
            assertThat(failed.receive(500)).as("is no other failure").isNull();
        } finally {
            server.admin().controlDefault("queuelifetime");
        }
    }
}
