package ee.qmail.destinations;

import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.content.MailContent;
import ee.qmail.jms.DeadLetters;
import ee.qmail.jms.JmsProvider;
import ee.qmail.jms.QueueException;
import ee.qmail.text.Harmless;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.transaction.Transactional;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at messages that wait in a queue, and leaves them there. */
@ApplicationScoped
@AdministratorsOnly
@Transactional(Transactional.TxType.NOT_SUPPORTED)
public class QueueContents {
    private static final int MOST_PROPERTIES = 100;
    private static final int LONGEST_VALUE = 1_000;

    @Resource(lookup = "jms/qmail")
    ConnectionFactory factory;

    /**
     * A message.
     *
     * @param id as {@link DeadLetters.Letter} names one that is no mail
     * @param kind {@code text}, {@code octets}, {@code map} or {@code other}
     * @param properties for selectors, each cut; the first 100
     */
    public record Entry(String id, Instant at, String kind, Map<String, String> properties) {
        static Entry of(Message message) throws JMSException {
            String id =
                    Optional.ofNullable(message.getJMSMessageID()).orElse("").replace(':', '~');
            Instant at = message.getJMSTimestamp() == 0 ? null : Instant.ofEpochMilli(message.getJMSTimestamp());
            return new Entry(id, at, kind(message), properties(message));
        }

        private static String kind(Message message) {
            if (message instanceof TextMessage) {
                return "text";
            }
            return message instanceof BytesMessage ? "octets" : message instanceof MapMessage ? "map" : "other";
        }

        private static Map<String, String> properties(Message message) throws JMSException {
            Map<String, String> properties = new TreeMap<>();
            Enumeration<?> names = message.getPropertyNames();
            while (names.hasMoreElements() && properties.size() < MOST_PROPERTIES) {
                String name = names.nextElement().toString();
                if (!name.startsWith("JMS") && !name.startsWith("_")) {
                    properties.put(
                            Harmless.line(name), cut(Harmless.line(String.valueOf(message.getObjectProperty(name)))));
                }
            }
            return properties;
        }
    }

    /** @param entry what it says of itself; content: of its body */
    public record Whole(Entry entry, MailContent content) {}

    @FunctionalInterface
    private interface Reader<T> {
        T of(Message message) throws JMSException;
    }

    /** The first messages of a queue. */
    public List<Entry> list(String queue, int most) {
        return browse(queue, null, most, Entry::of);
    }

    /** One of them by its id; empty if it is not there any more. */
    public Optional<Whole> find(String queue, String id) {
        return DeadLetters.selector(id)
                .flatMap(selector ->
                        browse(queue, selector, 1, message -> new Whole(Entry.of(message), content(message))).stream()
                                .findFirst());
    }

    private <T> List<T> browse(String queue, String selector, int most, Reader<T> reader) {
        List<T> found = new ArrayList<>();
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            connection.start();
            try (QueueBrowser browser = session.createBrowser(session.createQueue(queue), selector)) {
                Enumeration<?> messages = browser.getEnumeration();
                while (found.size() < most && messages.hasMoreElements()) {
                    found.add(reader.of((Message) messages.nextElement()));
                }
            }
        } catch (InvalidDestinationException e) {
            return List.of(); // nobody has used it yet
        } catch (JMSException e) {
            throw new QueueException(queue + " cannot be read", e);
        }
        return found;
    }

    private static MailContent content(Message message) throws JMSException {
        if (message instanceof BytesMessage octets) {
            Beginning beginning = new Beginning();
            try {
                JmsProvider.read(octets, beginning);
            } catch (IOException e) {
                throw new QueueException("a message cannot be read", e);
            }
            return MailContent.of(beginning.octets(), beginning.size);
        }
        return MailContent.ofText(text(message));
    }

    private static String text(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return Optional.ofNullable(text.getText()).orElse("");
        }
        StringBuilder lines = new StringBuilder();
        if (message instanceof MapMessage map) {
            for (Enumeration<?> names = map.getMapNames();
                    names.hasMoreElements() && lines.length() < MailContent.LOOKED_AT; ) {
                String name = names.nextElement().toString();
                Object value = map.getObject(name);
                String shown = value instanceof byte[] octets ? octets.length + " octets" : cut(String.valueOf(value));
                lines.append(name).append(": ").append(shown).append('\n');
            }
        }
        return lines.toString();
    }

    private static String cut(String text) {
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
    }

    /** Keeps the beginning of what is written to it, and counts the rest. */
    private static final class Beginning extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private long size;

        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            int room = MailContent.LOOKED_AT - kept.size();
            kept.write(octets, offset, Math.min(length, room));
            size += length;
        }

        byte[] octets() {
            return kept.toByteArray();
        }
    }
}
