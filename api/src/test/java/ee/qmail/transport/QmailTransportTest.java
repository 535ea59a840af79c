package ee.qmail.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.Test;

class QmailTransportTest {
    private final Properties properties = new Properties();
    private final Map<String, Object> sent = new HashMap<>();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private JMSException trouble;

    /** Of everything that JMS has, what the transport uses; the rest answers null. */
    private Object jms(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            switch (method.getName()) {
                case "setStringProperty" -> sent.put((String) arguments[0], arguments[1]);
                case "writeBytes" -> octets.write((byte[]) arguments[0], (int) arguments[1], (int) arguments[2]);
                case "createQueue" -> sent.put("queue", arguments[0]);
                case "send" -> sent.put("sent", true);
                case "createConnection" -> {
                    if (trouble != null) {
                        throw trouble;
                    }
                }
                default -> {}
            }
            return switch (method.getName()) {
                case "createConnection" -> jms(Connection.class);
                case "createSession" -> jms(jakarta.jms.Session.class);
                case "createBytesMessage" -> jms(BytesMessage.class);
                case "createQueue" -> jms(Queue.class);
                case "createProducer" -> jms(MessageProducer.class);
                default -> null;
            };
        });
    }

    private void send(Address... recipients) throws MessagingException {
        send(new MimeMessage(Session.getInstance(properties)), recipients);
    }

    private void send(MimeMessage message, Address... recipients) throws MessagingException {
        message.setFrom("shop@example.org");
        message.setRecipients(Message.RecipientType.TO, "ana@example.org");
        message.setSubject("Order 17");
        message.setText("on its way");
        message.saveChanges();
        QmailTransport transport =
                new QmailTransport(message.getSession(), (ConnectionFactory) jms(ConnectionFactory.class));
        transport.connect();
        transport.sendMessage(message, recipients);
    }

    @Test
    void aMessageGoesToTheQueueOfQmailInject() throws Exception {
        send(new InternetAddress("Ana <ana@example.org>"), new InternetAddress("bo@example.net"));
        assertThat(sent)
                .containsEntry("queue", "qmail.inject")
                .containsEntry("sent", true)
                .containsEntry("qmail_sender", "shop@example.org")
                .containsEntry("qmail_recipients", "ana@example.org\nbo@example.net")
                .doesNotContainKey("qmail_key");
        assertThat(octets.toString(StandardCharsets.US_ASCII)).contains("Subject: Order 17\r\n", "\r\n\r\non its way");
    }

    @Test
    void theSessionMayNameSenderAndKey() throws Exception {
        properties.setProperty("mail.qmail.from", "bounces@example.org");
        properties.setProperty("mail.qmail.key", "order/17");
        send(new InternetAddress("ana@example.org"));
        assertThat(sent).containsEntry("qmail_sender", "bounces@example.org").containsEntry("qmail_key", "order/17");
    }

    @Test
    void aMessageMayNameSenderAndKeyItself() throws Exception {
        properties.setProperty("mail.qmail.from", "bounces@example.org");
        properties.setProperty("mail.qmail.key", "order/17");
        QmailMessage message = new QmailMessage(Session.getInstance(properties));
        message.setEnvelopeFrom("bounces-ana=example.org@example.org");
        message.setKey("order/18");
        send(message, new InternetAddress("ana@example.org"));
        assertThat(sent)
                .containsEntry("qmail_sender", "bounces-ana=example.org@example.org")
                .containsEntry("qmail_key", "order/18");
        message.setEnvelopeFrom("");
        message.setKey(null);
        send(message, new InternetAddress("ana@example.org"));
        assertThat(sent).containsEntry("qmail_sender", "").containsEntry("qmail_key", "order/17");
    }

    @Test
    void theSenderOfAMessageIsCheckedWhenItIsSent() throws Exception {
        QmailMessage message = new QmailMessage(Session.getInstance(properties));
        message.setEnvelopeFrom("ana@example.org\nBcc: all@example.org");
        assertThatThrownBy(() -> send(message, new InternetAddress("ana@example.org")))
                .isInstanceOf(AddressException.class)
                .hasMessageContaining("no control characters");
        assertThat(sent).doesNotContainKey("sent");
    }

    @Test
    void aMessageThatCannotBeQueuedThrowsMessagingException() {
        assertThatThrownBy(this::send).isInstanceOf(MessagingException.class).hasMessageContaining("no recipients");
        trouble = new JMSException("planned");
        assertThatThrownBy(() -> send(new InternetAddress("ana@example.org")))
                .isInstanceOf(MessagingException.class)
                .hasRootCause(trouble);
    }

    @Test
    void jakartaMailFindsItByItsProtocol() throws NoSuchProviderException {
        assertThat(Session.getInstance(properties).getTransport("qmail")).isInstanceOf(QmailTransport.class);
    }

    @Test
    void itSendsAWholeMessageWithoutBeingLookedFor() throws Exception {
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom("shop@example.org");
        message.setRecipients(Message.RecipientType.TO, "ana@example.org");
        message.setRecipients(Message.RecipientType.BCC, "bo@example.net");
        message.setText("on its way");
        OneName.bound = jms(ConnectionFactory.class);
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, OneName.class.getName());
        try {
            QmailTransport.send(message);
        } finally {
            System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        }
        assertThat(sent)
                .containsEntry("sent", true)
                .containsEntry("qmail_recipients", "ana@example.org\nbo@example.net");
        assertThat(octets.toString(StandardCharsets.US_ASCII)).contains("MIME-Version: 1.0\r\n");
    }

    /** A JNDI in which every name means the same. */
    public static final class OneName implements InitialContextFactory {
        private static Object bound;

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) {
                    return bound;
                }
            };
        }
    }

    @Test
    void anAddressStaysOneAddress() throws Exception {
        send(new InternetAddress("\"Doe, J\"@example.org"), new InternetAddress("bo@example.net"));
        assertThat(sent).containsEntry("qmail_recipients", "\"Doe, J\"@example.org\nbo@example.net");
        sent.clear();
        InternetAddress two = new InternetAddress();
        two.setAddress("ana@example.org\nspy@example.net");
        assertThatThrownBy(() -> send(two))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("ana@example.org?spy@example.net")
                .hasMessageContaining("no control characters");
        InternetAddress comma = new InternetAddress();
        comma.setAddress("ana@example.org,spy@example.net");
        assertThatThrownBy(() -> send(comma)).hasMessageContaining("must be one address");
        InternetAddress endless = new InternetAddress();
        endless.setAddress("x".repeat(1100) + "@example.net");
        assertThatThrownBy(() -> send(endless)).hasMessageContaining("at most 1024 characters");
        properties.setProperty("mail.qmail.from", "bounces@example.org\nX: y");
        assertThatThrownBy(() -> send(new InternetAddress("ana@example.org")))
                .hasMessageContaining("no control characters");
        assertThat(sent).isEmpty();
    }

    @Test
    void theSessionMaySayOfWhatTheSenderIsToBeTold() throws Exception {
        send(new InternetAddress("ana@example.org"));
        assertThat(sent).doesNotContainKeys("qmail_notify", "qmail_ret", "qmail_envid");
        properties.setProperty("mail.qmail.dsn.notify", "FAILURE,SUCCESS");
        properties.setProperty("mail.qmail.dsn.ret", "HDRS");
        properties.setProperty("mail.qmail.dsn.envid", "order 17");
        send(new InternetAddress("ana@example.org"));
        assertThat(sent)
                .containsEntry("qmail_notify", "SUCCESS,FAILURE")
                .containsEntry("qmail_ret", "HDRS")
                .containsEntry("qmail_envid", "order 17");
    }

    @Test
    void aMessageMaySayItItself() throws Exception {
        properties.setProperty("mail.qmail.dsn.notify", "NEVER");
        properties.setProperty("mail.qmail.dsn.ret", "HDRS");
        QmailMessage message = new QmailMessage(Session.getInstance(properties));
        message.setNotifyOptions(QmailMessage.NOTIFY_SUCCESS | QmailMessage.NOTIFY_DELAY);
        message.setReturnOption(QmailMessage.RETURN_FULL);
        message.setEnvelopeId("order 18");
        send(message, new InternetAddress("ana@example.org"));
        assertThat(sent)
                .containsEntry("qmail_notify", "SUCCESS,DELAY")
                .containsEntry("qmail_ret", "FULL")
                .containsEntry("qmail_envid", "order 18");
        message.setNotifyOptions(0);
        message.setReturnOption(0);
        send(message, new InternetAddress("ana@example.org"));
        assertThat(sent).containsEntry("qmail_notify", "NEVER").containsEntry("qmail_ret", "HDRS");
    }

    @Test
    void aPropertyThatMakesNoSenseIsNamed() {
        for (String name : new String[] {"notify", "ret", "envid"}) {
            properties.clear();
            properties.setProperty("mail.qmail.dsn." + name, "caf\u00e9");
            assertThatThrownBy(() -> send(new InternetAddress("ana@example.org")))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageStartingWith("mail.qmail.dsn." + name + ": " + name.toUpperCase(Locale.ROOT) + " '")
                    .hasMessageContaining("must be ");
        }
        assertThat(sent).isEmpty();
    }
}
