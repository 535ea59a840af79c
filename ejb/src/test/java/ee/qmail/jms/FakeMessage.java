package ee.qmail.jms;

import ee.qmail.message.Body;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A JMS message without a provider: properties, and a body that can be read once, from front to back. */
public final class FakeMessage implements InvocationHandler {
    private final Map<String, Object> properties = new HashMap<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private ByteArrayInputStream readable = new ByteArrayInputStream(new byte[0]);
    private final Map<String, Object> entries = new TreeMap<>();
    private String text;
    private String id = "ID:fake";
    private Queue queue;
    /** Whoever reads it has not asked before how large it is. */
    public boolean unreadable;
    /** What reading the body throws, or null. */
    public JMSException trouble;
    /** Of a large message of the broker in this process. */
    public Body large;

    public static FakeMessage withBody(String body) {
        FakeMessage message = new FakeMessage();
        message.text = body;
        message.readable = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
        return message;
    }

    public FakeMessage withoutId() {
        return withId(null);
    }

    FakeMessage withId(String name) {
        id = name;
        return this;
    }

    /** Received from a queue. */
    FakeMessage from(String name) {
        queue = () -> name;
        return this;
    }

    public static FakeMessage withEntries(Map<String, ?> entries) {
        FakeMessage message = new FakeMessage();
        message.entries.putAll(entries);
        return message;
    }

    /** What the broker would get. */
    public static FakeMessage of(QueuedMessage outgoing) throws JMSException, IOException {
        FakeMessage message = new FakeMessage();
        Message made = outgoing.content().in(message.as(Session.class));
        return (FakeMessage) Proxy.getInvocationHandler(made); // a received message that is passed on is another one
    }

    /** From its beginning. */
    public FakeMessage asReceivedAgain() {
        readable = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** What was written is what is read now. */
    public BytesMessage asReceived() {
        readable = new ByteArrayInputStream(written.toByteArray());
        return as(BytesMessage.class);
    }

    public <T> T as(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this));
    }

    public Map<String, Object> properties() {
        return properties;
    }

    public Map<String, Object> entries() {
        return entries;
    }

    public String written() {
        return written.size() == 0 && text != null ? text : written.toString(StandardCharsets.UTF_8);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws JMSException {
        String name = method.getName();
        if (name.matches("set\\w+Property")) {
            properties.put((String) arguments[0], arguments[1]);
            return null;
        }
        if (name.equals("getStringProperty") && properties.get((String) arguments[0]) instanceof byte[]) {
            throw new MessageFormatException("octets are no string");
        }
        if (name.matches("get\\w+Property")) {
            return properties.get((String) arguments[0]);
        }
        if (trouble != null && name.matches("getText|getMapNames|readBytes")) {
            throw trouble;
        }
        return switch (name) {
            case "getPropertyNames" -> Collections.enumeration(properties.keySet());
            case "clearProperties" -> {
                properties.clear();
                yield null;
            }
            case "propertyExists" -> properties.containsKey((String) arguments[0]);
            case "createTextMessage" -> {
                text = (String) arguments[0];
                yield as(TextMessage.class);
            }
            case "createMapMessage" -> as(MapMessage.class);
            case "setObject" -> {
                entries.put((String) arguments[0], arguments[1]);
                yield null;
            }
            case "getMapNames" -> Collections.enumeration(entries.keySet());
            case "getObject" -> entries.get((String) arguments[0]);
            case "createMessage" -> as(Message.class);
            case "createBytesMessage" -> as(BytesMessage.class);
            case "writeBytes" -> {
                written.write((byte[]) arguments[0], (int) arguments[1], (int) arguments[2]);
                yield null;
            }
            case "body" -> large == null ? Body.of(written.toByteArray()) : large;
            case "getBodyLength" -> (long) readable.available();
            case "readBytes" ->
                unreadable ? fail() : readable.read((byte[]) arguments[0], 0, ((byte[]) arguments[0]).length);
            case "getText" -> text;
            case "getJMSRedelivered" -> properties.get("JMSRedelivered");
            case "getJMSMessageID" -> id;
            case "getJMSTimestamp" -> 0L;
            case "getJMSCorrelationID" -> properties.get("JMSCorrelationID");
            case "getJMSReplyTo" -> properties.get("JMSReplyTo");
            case "getJMSType" -> properties.get("JMSType");
            case "setJMSCorrelationID", "setJMSReplyTo", "setJMSType" -> {
                properties.put(name.substring("set".length()), arguments[0]);
                yield null;
            }
            case "getJMSDestination" -> queue;
            default -> throw new UnsupportedOperationException(method + ": not planned");
        };
    }

    private static int fail() {
        throw new AssertionError("the body is read");
    }
}
