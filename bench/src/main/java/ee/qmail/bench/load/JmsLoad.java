package ee.qmail.bench.load;

import ee.qmail.bench.BenchException;
import ee.qmail.bench.peer.JmsAccess;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Queue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Applications that put mail into a queue, each message persistent and in a transaction of its own. */
public final class JmsLoad {
    /** The form of a mail. */
    public enum Form {
        /** A whole message in a {@code BytesMessage}. */
        RAW {
            @Override
            jakarta.jms.Message in(JMSContext jms, byte[] message) throws JMSException {
                BytesMessage mail = jms.createBytesMessage();
                mail.writeBytes(message);
                return mail;
            }
        },
        /** Fields and a text in a {@code MapMessage}. */
        MAP {
            @Override
            jakarta.jms.Message in(JMSContext jms, byte[] message) throws JMSException {
                MapMessage mail = jms.createMapMessage();
                mail.setString("from", "sender@client.example");
                mail.setString("subject", "bench");
                mail.setString("text", new String(message, StandardCharsets.US_ASCII));
                return mail;
            }
        };

        abstract jakarta.jms.Message in(JMSContext jms, byte[] message) throws JMSException;
    }

    private final JmsAccess access;
    private final Form form;
    private final byte[] message;
    private final long messages;
    private final Duration limit;
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lastSent = new AtomicLong();
    private final AtomicReference<JMSRuntimeException> trouble = new AtomicReference<>();

    private JmsLoad(JmsAccess access, Form form, int size, long messages, Duration limit) {
        this.access = access;
        this.form = form;
        this.message = Message.ofSize(size);
        this.messages = messages;
        this.limit = limit;
    }

    /**
     * Blocks until all is sent or the time is up.
     *
     * @param sessions connections, each with a thread of its own
     */
    public static SmtpResult run(
            JmsAccess access, Form form, int sessions, long messages, Duration limit, int size, String recipient) {
        return new JmsLoad(access, form, size, messages, limit).run(sessions, recipient);
    }

    private SmtpResult run(int sessions, String recipient) {
        long started = System.nanoTime();
        lastSent.set(started);
        try (ActiveMQConnectionFactory factory =
                new ActiveMQConnectionFactory(access.url(), access.user(), access.password())) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                Thread thread = new Thread(() -> send(factory, recipient, started), "jms " + i);
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        if (trouble.get() != null) {
            throw new BenchException("JMS at " + access.url() + ": " + trouble.get(), trouble.get());
        }
        return new SmtpResult(sent.get(), 0, lastSent.get() - started, started, "");
    }

    private void send(ActiveMQConnectionFactory factory, String recipient, long started) {
        try (JMSContext jms = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = jms.createQueue(access.queue());
            JMSProducer producer = jms.createProducer()
                    .setProperty("qmail_sender", "sender@client.example")
                    .setProperty("qmail_recipients", recipient);
            while (claimed.getAndIncrement() < messages && System.nanoTime() - started < limit.toNanos()) {
                producer.send(queue, form.in(jms, message));
                jms.commit();
                sent.incrementAndGet();
                lastSent.accumulateAndGet(System.nanoTime(), Math::max);
            }
        } catch (JMSRuntimeException e) {
            trouble.compareAndSet(null, e);
        } catch (JMSException e) {
            trouble.compareAndSet(null, new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e));
        }
    }
}
