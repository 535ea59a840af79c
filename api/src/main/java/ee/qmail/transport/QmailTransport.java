package ee.qmail.transport;

import ee.qmail.api.Dsn;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * The protocol {@code qmail} of Jakarta Mail: a message that is sent becomes a JMS message to {@code qmail.inject}.
 * Inside a JTA transaction it takes part: the mail is on its way when that has committed, and never if it rolls back.
 * Outside, it is when {@code send} returns.
 *
 * <p>The header is completed as qmail-inject does, and Bcc fields go. Properties of the session:
 *
 * <ul>
 *   <li>{@code mail.qmail.from}: sender of the envelope; if missing, the first address of the field From
 *   <li>{@code mail.qmail.connectionfactory}: JNDI name of the connection factory; if missing, {@code jms/qmail}
 *   <li>{@code mail.qmail.key}: see property {@code qmail_key} of docs/jms.md; only of use in a session for one message
 *   <li>{@code mail.qmail.dsn.notify}: {@code NEVER}, or some of {@code SUCCESS,FAILURE,DELAY}, of which the sender of the envelope is to be told (RFC 3461)
 *   <li>{@code mail.qmail.dsn.ret}: {@code FULL} or {@code HDRS}, how much of the mail comes back with a failure
 *   <li>{@code mail.qmail.dsn.envid}: the name of the mail in notifications; only of use in a session for one message
 * </ul>
 *
 * <p>A {@link QmailMessage} names sender, key and wishes about notifications itself.
 *
 * <p>Whether an address exists is not known when {@code send} returns; who sends learns it by a bounce, as with any
 * queue.
 */
public class QmailTransport extends Transport {
    private static final String QUEUE = "qmail.inject";
    private static final String FACTORY = "jms/qmail";
    private static final String PREFIX = "mail.qmail.";

    private static final int LONGEST = 1024;
    private static final int MAX_SHOWN = 100;

    private ConnectionFactory factory;

    /**
     * For Jakarta Mail.
     *
     * @param session whose properties count
     * @param name {@code qmail:}; host, user and password are not asked for
     */
    public QmailTransport(Session session, URLName name) {
        super(session, name);
    }

    /** For tests. */
    QmailTransport(Session session, ConnectionFactory factory) {
        super(session, new URLName("qmail:"));
        this.factory = factory;
    }

    /**
     * Sends a message to all its recipients, whatever protocol its session has: what {@link Transport#send(Message)} does with the
     * session {@code mail/qmail}, also on a thread without the context class loader of an application, on which Jakarta Mail finds
     * no protocol that an application brings. Such are threads that the application made itself, and those of {@link
     * java.util.concurrent.ForkJoinPool}. Without a transaction of the thread, the mail is on its way when this returns.
     *
     * @param message made with the session whose properties count; its header is brought up to date
     * @throws MessagingException if it has no recipients, or cannot be queued
     */
    public static void send(Message message) throws MessagingException {
        message.saveChanges();
        try (QmailTransport transport = new QmailTransport(message.getSession(), new URLName("qmail:"))) {
            transport.connect();
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    /** There is nobody to log in with. */
    @Override
    protected boolean protocolConnect(String host, int port, String user, String password) throws MessagingException {
        if (factory == null) {
            factory = lookUp(session.getProperties().getProperty(PREFIX + "connectionfactory", FACTORY));
        }
        return true;
    }

    private static ConnectionFactory lookUp(String name) throws MessagingException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        if (before == null) {
            thread.setContextClassLoader(QmailTransport.class.getClassLoader()); // the jar's names need one
        }
        try {
            return (ConnectionFactory) new InitialContext().lookup(name);
        } catch (NamingException | ClassCastException e) {
            throw new MessagingException(
                    "'" + name + "' (mail.qmail.connectionfactory): must be the JNDI name of a JMS connection factory",
                    e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void sendMessage(Message message, Address[] recipients) throws MessagingException {
        if (recipients == null || recipients.length == 0) {
            throw new MessagingException("no recipients: must be at least one address");
        }
        String sender = checked(sender(message));
        List<String> plain = new ArrayList<>();
        for (Address recipient : recipients) {
            plain.add(checked(plain(recipient)));
        }
        Dsn dsn = DsnProperties.of(message, session);
        try (Connection connection = factory.createConnection();
                jakarta.jms.Session jms = connection.createSession()) {
            BytesMessage mail = jms.createBytesMessage();
            mail.setStringProperty("qmail_sender", sender);
            mail.setStringProperty("qmail_recipients", String.join("\n", plain));
            set(mail, "qmail_key", orOfSession(QmailMessage.key(message), "key"));
            set(mail, "qmail_notify", dsn.conditions());
            set(mail, "qmail_ret", dsn.ret());
            set(mail, "qmail_envid", dsn.envid());
            message.writeTo(new Octets(mail));
            jms.createProducer(jms.createQueue(QUEUE)).send(mail);
        } catch (JMSException | IOException e) {
            throw new MessagingException("the message cannot be queued", e);
        }
        notifyTransportListeners(TransportEvent.MESSAGE_DELIVERED, recipients, new Address[0], new Address[0], message);
    }

    private static void set(BytesMessage mail, String name, String value) throws JMSException {
        if (value != null) {
            mail.setStringProperty(name, value);
        }
    }

    /**
     * Refuses an address at once that the queue would refuse too late for its sender, and a line end, which would make
     * two addresses of one. Written in quotes, an address has no more than twice the octets that the server takes.
     */
    private static String checked(String address) throws AddressException {
        if (address == null || address.length() > LONGEST || address.chars().anyMatch(Character::isISOControl)) {
            String shown = String.valueOf(address).replaceAll("\\p{Cntrl}", "?");
            throw new AddressException(
                    "address '" + (shown.length() > MAX_SHOWN ? shown.substring(0, MAX_SHOWN) + "..." : shown)
                            + "': must have at most " + LONGEST + " characters and no control characters");
        }
        if (address.indexOf(',') >= 0 && address.indexOf('"') < 0) {
            throw new AddressException(
                    "address '" + address + "': must be one address, with the comma in quotes: \"Doe, J\"@example.org");
        }
        return address;
    }

    private String sender(Message message) throws MessagingException {
        String given = orOfSession(QmailMessage.envelopeFrom(message), "from");
        if (given != null) {
            return given;
        }
        Address[] from = message.getFrom();
        if (from == null || from.length == 0) {
            InternetAddress own = InternetAddress.getLocalAddress(session);
            return own == null ? "" : plain(own);
        }
        return plain(from[0]);
    }

    private String orOfSession(String given, String property) {
        return given == null ? session.getProperties().getProperty(PREFIX + property) : given;
    }

    private static String plain(Address address) {
        return address instanceof InternetAddress internet ? internet.getAddress() : address.toString();
    }

    /** The body of a JMS message as a stream. */
    private static final class Octets extends OutputStream {
        private final BytesMessage message;

        Octets(BytesMessage message) {
            this.message = message;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            try {
                message.writeBytes(octets, offset, length);
            } catch (JMSException e) {
                throw new IOException(e);
            }
        }
    }
}
