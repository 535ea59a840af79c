package ee.qmail.it.harness;

import ee.qmail.test.server.SmtpClient;
import jakarta.jms.JMSContext;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A server whose queue is in a broker of its own, another process; {@code ana} has a mailbox. */
public record ServerWithBroker(QmailServer server, Artemis broker) implements AutoCloseable {
    public static final String ANA = "ana@" + QmailServer.DOMAIN;

    private static final Pattern NUMBER = Pattern.compile("^number (-?\\d+)$", Pattern.MULTILINE);

    public static ServerWithBroker start(String home) throws IOException {
        QmailServer server = QmailServer.inNewHome(home);
        Files.createDirectories(server.home());
        Artemis broker = new Artemis(server.home().resolve("broker"));
        broker.start();
        server.with("QMAIL_JMS_URL", broker.url())
                .with("QMAIL_JMS_PASSWORD", Artemis.PASSWORD)
                .start()
                .prepare();
        server.admin().createMailbox("ana", null);
        return new ServerWithBroker(server, broker);
    }

    /** By SMTP; the last reply. */
    public String send(String recipient, String body) {
        return send(server, recipient, body);
    }

    public static String send(QmailServer server, String recipient, String body) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = ("Subject: x\r\n\r\n" + body + "\r\n").getBytes(StandardCharsets.US_ASCII);
            return smtp.message("bob@client.example", List.of(recipient), text);
        }
    }

    public ActiveMQConnectionFactory connections() {
        return new ActiveMQConnectionFactory(broker.url(), "qmail", Artemis.PASSWORD);
    }

    /** By JMS, to ana. */
    public static void inject(JMSContext jms, String body) throws Exception {
        TextMessage message = jms.createTextMessage(body + "\n");
        message.setStringProperty("qmail_recipients", ANA);
        jms.createProducer().send(jms.createQueue("qmail.inject"), message);
    }

    public List<Integer> arrived() {
        return arrived(server);
    }

    /** The numbers N of ana's mails with a line {@code number N}. */
    public static List<Integer> arrived(QmailServer server) {
        return server.mailbox("ana").messages().stream()
                .map(NUMBER::matcher)
                .filter(Matcher::find)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .toList();
    }

    @Override
    public void close() {
        server.end();
        broker.kill();
    }
}
