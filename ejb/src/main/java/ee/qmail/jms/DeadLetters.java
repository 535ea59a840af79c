package ee.qmail.jms;

import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.contract.Queues;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.control.ControlFiles;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.message.Channel;
import ee.qmail.routing.Rewriting;
import ee.qmail.text.Sentence;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.transaction.Transactional;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The messages in {@code qmail.dead}, and what an administrator does with them. Safe for use by several threads. */
@ApplicationScoped
@AdministratorsOnly
public class DeadLetters {
    /** Of a mail: queue id, which a selector can have as a number, and number of the job. */
    private static final Pattern MAIL = Pattern.compile("([0-9]{1,19})-([0-9]{1,9})");

    /** As providers name messages, or as {@link Letter#id} does; nothing that ends a text in a selector. */
    private static final Pattern MESSAGE = Pattern.compile("[A-Za-z0-9:~._()-]{1,200}");

    /** In a path GlassFish refuses the first, also as %3A, before the application is asked. */
    private static final char OF_PROVIDER = ':';

    private static final char IN_PATH = '~';

    private static final long PATIENCE_MILLIS = 2_000;

    @Resource(lookup = "jms/qmail")
    ConnectionFactory factory;

    private final ControlFiles controlFiles;

    /** For the container's proxies. */
    protected DeadLetters() {
        this(null);
    }

    @Inject
    DeadLetters(ControlFiles controlFiles) {
        this.controlFiles = controlFiles;
    }

    /**
     * One of them.
     *
     * @param id by which it is sent again or dropped, with nothing in it that a path must not have: that of the job, or the provider's name with {@code ~}
     *     for {@code :}; empty if it has none, so that only a JMS client can take it
     * @param queue to which it would be sent again; empty if nothing tells where it was
     * @param reason why it is here; empty if nobody has said
     * @param sender of a mail, else empty
     * @param recipients of a mail, as the sender knows them, else empty
     * @param since when it was put here; null if the provider does not tell
     */
    public record Letter(
            String id, String queue, String reason, String sender, List<String> recipients, Instant since) {
        /** For the audit trail. */
        @Override
        public String toString() {
            return id;
        }

        static Letter of(Message message, Rewriting rewriting) throws JMSException {
            boolean isMail = message.propertyExists(JobMessages.ID) && message.propertyExists(JobMessages.JOB);
            Optional<Channel> channel = channel(message);
            String provided = Optional.ofNullable(message.getJMSMessageID()).orElse("");
            return new Letter(
                    isMail
                            ? message.getObjectProperty(JobMessages.ID) + "-"
                                    + message.getObjectProperty(JobMessages.JOB)
                            : provided.replace(OF_PROVIDER, IN_PATH),
                    channel.isPresent() ? Queues.of(channel.get()) : queueBefore(message),
                    text(message, RefusedMessageException.REASON),
                    text(message, JobMessages.SENDER),
                    text(message, JobMessages.RECIPIENTS)
                            .lines()
                            .map(recipient -> channel.map(of -> rewriting.display(of, recipient))
                                    .orElse(recipient))
                            .toList(),
                    message.getJMSTimestamp() == 0 ? null : Instant.ofEpochMilli(message.getJMSTimestamp()));
        }

        private static String queueBefore(Message message) throws JMSException {
            String noted = QueuedMessage.queueBefore(message);
            return noted.isEmpty() ? JmsProvider.queueBefore(message) : noted;
        }

        /** A job tells it; of others the bean that put it aside has noted the queue, or the broker tells it. */
        private static Optional<Channel> channel(Message message) throws JMSException {
            String name = text(message, JobMessages.CHANNEL);
            return Stream.of(Channel.values())
                    .filter(channel -> channel.name().equals(name))
                    .findFirst();
        }

        private static String text(Message message, String property) throws JMSException {
            return message.getObjectProperty(property) instanceof String text ? text : "";
        }
    }

    /** The first of them, in the order in which they came. */
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public List<Letter> list(int most) {
        return browse(null, most);
    }

    private List<Letter> browse(String selector, int most) {
        List<Letter> letters = new ArrayList<>();
        Rewriting rewriting = new Rewriting(controlFiles.current());
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            try (QueueBrowser browser = session.createBrowser(session.createQueue(Queues.DEAD), selector)) {
                Enumeration<?> messages = browser.getEnumeration();
                while (letters.size() < most && messages.hasMoreElements()) {
                    letters.add(Letter.of((Message) messages.nextElement(), rewriting));
                }
            }
        } catch (JMSException e) {
            throw new QueueException(Queues.DEAD + " cannot be read", e);
        }
        return letters;
    }

    /**
     * Finds one by its id. The provider's own name is taken too.
     *
     * @return empty if there is none of this name
     */
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public Optional<Letter> find(String id) {
        return selector(id).flatMap(selector -> browse(selector, 1).stream().findFirst());
    }

    /** What finds it in its queue; empty for what is no id. */
    public static Optional<String> selector(String id) {
        Matcher mail = MAIL.matcher(id);
        if (mail.matches()) {
            if (new BigInteger(mail.group(1)).bitLength() >= Long.SIZE) {
                return Optional.empty();
            }
            return Optional.of(
                    JobMessages.ID + " = " + mail.group(1) + " AND " + JobMessages.JOB + " = " + mail.group(2));
        }
        return MESSAGE.matcher(id).matches()
                ? Optional.of("JMSMessageID = '" + id.replace(IN_PATH, OF_PROVIDER) + "'")
                : Optional.empty();
    }

    /**
     * Sends it to the queue that it comes from, where it is new: no broker takes it for the one that was there.
     *
     * @param letter whose queue is known
     * @return false if somebody else has taken it meanwhile
     */
    @Transactional
    @Audited(value = Deed.LETTER_SENT, to = Thing.FIRST)
    public boolean sendAgain(Letter letter) {
        return take(letter, letter.queue());
    }

    /** The same to a queue that an administrator names, for one of which nothing tells where it was: one of {@link Queues#CONSUMED}. */
    @Transactional
    @Audited(value = Deed.LETTER_SENT, to = Thing.FIRST, detail = 1)
    public boolean sendTo(Letter letter, String queue) {
        if (!Queues.CONSUMED.contains(queue)) {
            throw new InvalidInputException("queue", Sentence.of("dead.queue", String.join(", ", Queues.CONSUMED)));
        }
        return take(letter, queue);
    }

    /**
     * Removes it for good.
     *
     * @return false if somebody else has taken it meanwhile
     */
    @Transactional
    @Audited(value = Deed.LETTER_DROPPED, to = Thing.FIRST)
    public boolean drop(Letter letter) {
        return take(letter, "");
    }

    /** @param queue empty for nowhere */
    private boolean take(Letter letter, String queue) {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            Message message = receive(session, selector(letter.id()).orElseThrow());
            if (message != null && !queue.isEmpty()) {
                try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
                    producer.send(QueuedMessage.again(message, session));
                }
            }
            return message != null;
        } catch (JMSException e) {
            throw new QueueException("message " + letter.id() + " of " + Queues.DEAD + " cannot be taken", e);
        }
    }

    private static Message receive(Session session, String selector) throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(Queues.DEAD), selector)) {
            return consumer.receive(PATIENCE_MILLIS);
        }
    }
}
