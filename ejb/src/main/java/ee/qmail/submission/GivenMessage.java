package ee.qmail.submission;

import ee.qmail.contract.MessageMemory;
import ee.qmail.contract.MessageWithBody;
import ee.qmail.contract.Queues;
import ee.qmail.jms.JobMessages;
import ee.qmail.jms.QueueException;
import ee.qmail.maildir.WireSize;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.SpooledBody;
import ee.qmail.message.UnixLines;
import ee.qmail.mime.EntryException;
import ee.qmail.mime.MailComposer;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.ZipException;

/**
 * A message that an application has put into {@code qmail.inject}, read once: the body of a JMS message cannot always
 * be read again. A whole RFC 5322 message in a {@code BytesMessage} is spooled, and may be larger than the memory; all
 * else is in memory while mail is made of it.
 */
final class GivenMessage implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(GivenMessage.class.getName());

    private final Message message;
    private final long databytes;
    private SpooledBody spooled;
    private int inMemory;

    /** @param databytes octets of the largest body, 0: there is no limit */
    GivenMessage(Message message, long databytes) {
        this.message = message;
        this.databytes = databytes;
    }

    /**
     * To be called once; mail is to be made of it before this is closed.
     *
     * @throws InjectionException if it can never become mail, for instance since its body cannot be read
     * @throws JMSException if it cannot be read now
     */
    Injection injection() throws JMSException, InjectionException {
        try {
            return given();
        } catch (MessageFormatException | MessageEOFException e) {
            throw new InjectionException("body: cannot be read: " + e.getMessage(), e);
        }
    }

    private Injection given() throws JMSException, InjectionException {
        String subject = property(message, Injection.SUBJECT);
        if (message instanceof MapMessage map) {
            if (subject != null) {
                throw new InjectionException(
                        "property " + Injection.SUBJECT
                                + ": is for a TextMessage or BytesMessage; the subject of a MapMessage must be its entry 'subject'");
            }
            return injection(Injection.Text.of(composed(map)), null);
        }
        if (message instanceof TextMessage text) {
            return injection(checked(text), subject);
        }
        if (message instanceof BytesMessage bytes) {
            return injection(spooled(bytes, subject), subject);
        }
        throw new InjectionException(
                "a message to " + Queues.INJECT + " must be a TextMessage, a BytesMessage or a MapMessage");
    }

    /**
     * One of our own properties, null if it is missing.
     *
     * @throws InjectionException if it is no string, which it will never be
     */
    static String property(Message message, String name) throws JMSException, InjectionException {
        try {
            return message.getStringProperty(name);
        } catch (MessageFormatException e) {
            throw new InjectionException("property " + name + ": must be a string", e);
        }
    }

    private Injection injection(Injection.Text text, String subject) throws JMSException, InjectionException {
        return new Injection(
                text,
                property(message, JobMessages.SENDER),
                GivenRecipients.of(property(message, JobMessages.RECIPIENTS)),
                subject,
                wishes());
    }

    private DsnWishes wishes() throws JMSException, InjectionException {
        try {
            return DsnWishes.NONE
                    .withNotify("property " + JobMessages.NOTIFY, property(message, JobMessages.NOTIFY))
                    .withRet("property " + Injection.RET, property(message, Injection.RET))
                    .withEnvid("property " + Injection.ENVID, property(message, Injection.ENVID));
        } catch (IllegalArgumentException e) {
            throw new InjectionException(e.getMessage(), e);
        }
    }

    private static byte[] composed(MapMessage map) throws JMSException, InjectionException {
        Map<String, Object> entries = new LinkedHashMap<>();
        Enumeration<?> names = map.getMapNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            entries.put(name, map.getObject(name));
        }
        try {
            return MailComposer.compose(entries);
        } catch (EntryException e) {
            throw new InjectionException(e.getMessage(), e);
        }
    }

    private Injection.Text checked(TextMessage message) throws JMSException, InjectionException {
        String text = message.getText();
        if (text != null) {
            requireFit(text.length());
        }
        return Injection.Text.of(text);
    }

    private Injection.Text spooled(BytesMessage bytes, String subject) throws JMSException, InjectionException {
        long size = message instanceof MessageWithBody large ? large.body().size() : bytes.getBodyLength();
        requireFit(size);
        if (subject != null) {
            takeMemory(size);
        }
        spooled = JobMessages.newBody();
        WireSize wireSize = new WireSize();
        try (OutputStream lines = new UnixLines(wireSize.counting(spooled))) {
            JobMessages.copy(bytes, lines);
        } catch (ZipException e) {
            throw new InjectionException("body: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("the body of " + message.getJMSMessageID() + " cannot be spooled", e);
        }
        return new Injection.Text(spooled, wireSize.wire());
    }

    void requireFit(long octets) throws InjectionException {
        if (databytes > 0 && octets > databytes) {
            throw new InjectionException(
                    "body: has " + octets + " octets, must be at most control/databytes, " + databytes + " octets");
        }
    }

    private void takeMemory(long size) throws InjectionException {
        if (size > MessageMemory.MAX) {
            throw new InjectionException("body: has " + size + " octets, must be at most " + MessageMemory.MAX
                    + ", a part of this server's memory, if property " + Injection.SUBJECT
                    + " makes it plain text; a whole RFC 5322 message may have more");
        }
        try {
            MessageMemory.take((int) size);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueException("the server stops while a message waits for memory", e);
        }
        inMemory = (int) size;
    }

    @Override
    public void close() {
        MessageMemory.giveBack(inMemory);
        inMemory = 0;
        try {
            if (spooled != null) {
                spooled.discard();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a temporary file stays behind", e);
        }
    }
}
