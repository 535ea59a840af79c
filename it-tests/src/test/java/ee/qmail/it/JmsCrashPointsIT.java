package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.CrashPoint;
import ee.qmail.it.harness.CrashingServer;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.SmtpClient;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As {@link CrashPointsIT}, for the ways by which applications in other processes meet mail. */
class JmsCrashPointsIT {
    private static final String JMS_PASSWORD = "it-jms-password";
    private static final String COPIES = "it.copies";
    private static final String SUBSCRIPTION = "crash-points";

    private static CrashingServer crashing;
    private static QmailServer server;
    private static ActiveMQConnectionFactory factory;

    @BeforeAll
    static void start() {
        int port = QmailServer.freePorts(1).get(0);
        crashing = new CrashingServer("crash-points-jms");
        server = crashing.server;
        server.with("QMAIL_JMS_PORT", String.valueOf(port))
                .with("QMAIL_JMS_PASSWORD", JMS_PASSWORD)
                .start()
                .prepare();
        server.admin().createMailbox("ana", null);
        server.admin().createAlias("copies", "jms:queue:" + COPIES, "jms:queue:" + COPIES + "?form=parsed");
        server.admin().createAlias("gone", at("nobody"));
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

    private static String at(String name) {
        return name + "@" + QmailServer.DOMAIN;
    }

    enum InjectStep {
        IT_IS_RECEIVED(CrashPoint.before("ee.qmail.submission.QmailInject", "onMessage")),
        IT_IS_ACKNOWLEDGED(CrashPoint.ACKNOWLEDGED);

        private final CrashPoint point;

        InjectStep(CrashPoint point) {
            this.point = point;
        }
    }

    private static String inject(String... subjects) {
        try (JMSContext jms = factory.createContext()) {
            for (String subject : subjects) {
                BytesMessage octets = jms.createBytesMessage();
                octets.writeBytes(("To: " + at("ana") + "\nSubject: octets " + subject + "\n\nhello\n")
                        .getBytes(StandardCharsets.US_ASCII));
                MapMessage map = jms.createMapMessage();
                map.setString("to", at("ana"));
                map.setString("subject", "map " + subject);
                for (Message message : List.of(octets, map)) {
                    jms.createProducer().send(jms.createQueue("qmail.inject"), message);
                }
            }
            return "sent";
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageInjectedAcrossACrashIsOneMail(InjectStep step) {
        String name = "step " + step.ordinal();
        assertThat(crashing.crash(step.point, 2, true, () -> inject(name))).isPresent();
        inject("after " + name);
        for (String kind : List.of("octets ", "map ")) {
            // it came later through the same queues
            server.mailbox("ana").awaitMessage("Subject: " + kind + "after " + name + "\n");
        }
        server.admin().awaitIdle();
        assertThat(server.mailbox("ana").count("Subject: octets " + name + "\n"))
                .isOne();
        assertThat(server.mailbox("ana").count("Subject: map " + name + "\n")).isOne();
        assertThat(server.admin().queue("dead")).isZero();
    }

    enum MailStep {
        THE_CLIENT_IS_ANSWERED(CrashPoint.ANSWERED, 1, false),
        THE_COPIES_ARE_SENT(CrashPoint.before("ee.qmail.local.Forwarding", "copy"), 1, true),
        THE_JOBS_ARE_SETTLED(CrashPoint.SETTLED, 2, true),
        THE_JOBS_ARE_ACKNOWLEDGED(CrashPoint.ACKNOWLEDGED, 3, true);

        private final CrashPoint point;
        private final int threads;
        private final boolean answered;

        /** @param threads one with the mail and, where that is so far, one with its forward and one with the bounce of that */
        MailStep(CrashPoint point, int threads, boolean answered) {
            this.point = point;
            this.threads = threads;
            this.answered = answered;
        }
    }

    /** A mail that arrives in a mailbox and in a queue, and bounces where it is forwarded to. */
    @ParameterizedTest
    @EnumSource
    void mailIsOneCopyForEachTargetOfAnAliasAndADurableSubscriberMissesNothing(MailStep step) throws JMSException {
        String name = "eva" + step.ordinal();
        server.admin().createMailbox(name, null);
        try (JMSContext jms = factory.createContext()) {
            subscribe(jms, at(name)).close();
        }
        Optional<String> reply = crashing.crash(
                step.point, step.threads, step.answered, () -> submit(at(name), "ana", "copies", "gone"));
        assertThat(reply.isPresent()).isEqualTo(step.answered);
        server.mailbox(name).awaitMessage("Subject: failure notice\n");
        server.admin().awaitNothingWaits();
        assertThat(server.mailbox("ana").count("Subject: by " + at(name) + "\n"))
                .isOne();
        assertThat(server.mailbox(name).files()).hasSize(1);
        try (JMSContext jms = factory.createContext();
                JMSConsumer events = subscribe(jms, at(name));
                JMSConsumer copies = jms.createConsumer(jms.createQueue(COPIES))) {
            assertThat(count(copies, "qmail_form", "qmail_sender"))
                    .isEqualTo(Map.of("raw " + at(name), 1, "parsed " + at(name), 1));
            // stored with the mail, its forward or its bounce, and known by their ids: once; others at least once
            assertThat(count(events, "qmail_event", "qmail_recipient"))
                    .containsEntry("accepted ", 2)
                    .containsEntry("failed " + at("nobody"), 1)
                    .containsEntry("bounced " + at(name), 1)
                    .containsKeys("delivered " + at("ana"), "delivered " + at("copies"), "delivered " + at("gone"));
            events.close();
            jms.unsubscribe(SUBSCRIPTION);
        }
    }

    private static JMSConsumer subscribe(JMSContext jms, String sender) {
        jms.setClientID(SUBSCRIPTION);
        return jms.createDurableConsumer(
                jms.createTopic("qmail.events"), SUBSCRIPTION, "qmail_sender = '" + sender + "'", false);
    }

    private static String submit(String sender, String... names) {
        byte[] text = ("Subject: by " + sender + "\r\n\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII);
        List<String> recipients = Stream.of(names).map(JmsCrashPointsIT::at).toList();
        try (SmtpClient smtp = server.smtp().ehlo()) {
            return smtp.message(sender, recipients, text);
        }
    }

    /** How many messages there are of each kind, by two of their properties; takes all of them. */
    private static Map<String, Integer> count(JMSConsumer consumer, String kind, String whose) throws JMSException {
        Map<String, Integer> counts = new TreeMap<>();
        for (Message message = consumer.receiveNoWait(); message != null; message = consumer.receiveNoWait()) {
            counts.merge(message.getStringProperty(kind) + " " + message.getStringProperty(whose), 1, Integer::sum);
        }
        return counts;
    }
}
