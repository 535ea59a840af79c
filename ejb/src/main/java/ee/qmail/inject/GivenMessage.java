package ee.qmail.inject;

import ee.qmail.mail.Body;
import ee.qmail.mime.EntryException;
import ee.qmail.mime.MailComposer;
import ee.qmail.queue.JobMessages;
import ee.qmail.queue.Outgoing;
import ee.qmail.queue.QueueId;
import ee.qmail.queue.Queues;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What an application has put into {@code qmail.inject}, read once: the body of a JMS message cannot always be read again.
 *
 * @param octets the body; empty for a map, and for a message of a kind that is not mail
 * @param entries null unless it is a map
 */
record GivenMessage(Message message, byte[] octets, Map<String, Object> entries) {
    static GivenMessage of(Message message) throws JMSException {
        if (message instanceof MapMessage map) {
            return new GivenMessage(message, new byte[0], entries(map));
        }
        if (message instanceof TextMessage text) {
            return new GivenMessage(message, Injection.octets(text.getText()), null);
        }
        if (message instanceof BytesMessage bytes) {
            byte[] octets = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(octets);
            return new GivenMessage(message, octets, null);
        }
        return new GivenMessage(message, new byte[0], null);
    }

    private static Map<String, Object> entries(MapMessage map) throws JMSException {
        Map<String, Object> entries = new LinkedHashMap<>();
        Enumeration<?> names = map.getMapNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            entries.put(name, map.getObject(name));
        }
        return entries;
    }

    Injection injection() throws JMSException, InjectionException {
        String subject = message.getStringProperty(Injection.SUBJECT);
        if (entries != null && subject != null) {
            throw new InjectionException(
                    "property " + Injection.SUBJECT
                            + ": is for a TextMessage or BytesMessage; the subject of a MapMessage must be its entry 'subject'");
        }
        if (entries == null && !(message instanceof TextMessage) && !(message instanceof BytesMessage)) {
            throw new InjectionException(
                    "a message to " + Queues.INJECT + " must be a TextMessage, a BytesMessage or a MapMessage");
        }
        return new Injection(
                entries == null ? octets : composed(), sender(), GivenRecipients.of(recipients()), subject);
    }

    private byte[] composed() throws InjectionException {
        try {
            return MailComposer.compose(entries);
        } catch (EntryException e) {
            throw new InjectionException(e.getMessage(), e);
        }
    }

    private String sender() throws JMSException {
        return message.getStringProperty(JobMessages.SENDER);
    }

    private String recipients() throws JMSException {
        return message.getStringProperty(JobMessages.RECIPIENTS);
    }

    /** All of it, for an administrator, with the reason. */
    Outgoing dead(QueueId id, String reason) throws JMSException {
        Map<String, Object> properties = new HashMap<>();
        properties.put("qmail_reason", reason);
        properties.put(JobMessages.SENDER, sender());
        properties.put(JobMessages.RECIPIENTS, recipients());
        properties.put(Injection.SUBJECT, message.getStringProperty(Injection.SUBJECT));
        properties.put(QmailInject.KEY, message.getStringProperty(QmailInject.KEY));
        properties.values().removeIf(Objects::isNull);
        return entries == null
                ? Outgoing.octets(Queues.DEAD, false, id.toString(), properties, Body.of(octets))
                : Outgoing.map(Queues.DEAD, false, id.toString(), properties, entries);
    }
}
