package ee.qmail.inject;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.inbound.InboundMessage;
import ee.qmail.mail.Body;
import ee.qmail.queue.NeverStoredException;
import ee.qmail.queue.QmailQueue;
import ee.qmail.queue.QueueException;
import ee.qmail.queue.QueueId;
import ee.qmail.users.AlreadyExistsException;
import ee.qmail.users.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * qmail-inject for callers in this process: what {@code qmail.inject} does with a message, at once. Outside of a JTA transaction
 * the mail is stored when the call returns; inside, when that has committed.
 */
@ApplicationScoped
public class DirectInjection {
    @Inject
    ControlFiles controlFiles;

    @Inject
    QmailQueue queue;

    private final UsedKeys keys = new UsedKeys();

    /**
     * @param key the same for each repetition of the same request, which queues nothing then; null: none is a repetition. Begins with
     *     its owner's name, so that two do not have one by chance
     * @param message an RFC 5322 message with LF or CRLF line ends
     * @param sender null: taken from the header
     * @param recipients empty: taken from the header
     * @throws InvalidInputException if it cannot become mail
     * @throws AlreadyExistsException if this process knows the key and it stood for another content. Of a content that it does not know any
     *     more, or that came before it was started, a repetition queues nothing, and another content is mail of its own
     * @throws QueueException if it cannot be stored now
     */
    public QueueId message(String key, byte[] message, String sender, List<String> recipients) {
        return inject(key, new Injection(message, sender, checked(recipients), null));
    }

    /**
     * The same, of a message that need not be in memory.
     *
     * @param message an RFC 5322 message with LF line ends; may be discarded when this returns, outside of a JTA transaction
     */
    public QueueId message(String key, Body message, String sender, List<String> recipients) {
        return inject(key, new Injection(message, sender, checked(recipients), null));
    }

    /** The same with a plain text under a subject. */
    public QueueId text(String key, String text, String subject, String sender, List<String> recipients) {
        return inject(key, new Injection(Injection.octets(text), sender, checked(recipients), subject));
    }

    /** The same as {@link #message} without queueing it: for a unit of several, see {@link QmailQueue#acceptNew}. */
    InboundMessage complete(byte[] message, String sender, List<String> recipients) {
        return complete(QueueId.next(), new Injection(message, sender, checked(recipients), null));
    }

    private QueueId inject(String key, Injection injection) {
        return key == null ? accept(QueueId.next(), injection, this::acceptNew) : injectOnce(key, injection);
    }

    private void acceptNew(InboundMessage message) {
        queue.acceptNew(List.of(message));
    }

    private QueueId injectOnce(String key, Injection injection) {
        String content = injection.digest();
        if (!keys.use(key, content)) {
            throw new AlreadyExistsException(
                    "Idempotency-Key: was used for another message; must be a new one for each message");
        }
        try {
            return accept(QueueId.named("direct/" + key + "/" + content), injection, queue::accept);
        } catch (RuntimeException e) {
            // it may come again as it should have been
            keys.release(key, content);
            throw e;
        }
    }

    private QueueId accept(QueueId id, Injection injection, Consumer<InboundMessage> sender) {
        try {
            sender.accept(complete(id, injection));
        } catch (NeverStoredException e) {
            throw new InvalidInputException("the message cannot be kept: " + e.getMessage());
        }
        return id;
    }

    private InboundMessage complete(QueueId id, Injection injection) {
        Controls controls = controlFiles.current();
        Injection.Mail mail;
        try {
            mail = injection.mail(id, Instant.now(), controls);
        } catch (InjectionException e) {
            throw new InvalidInputException(e.getMessage());
        }
        if (controls.databytes() > 0 && mail.body().size() > controls.databytes()) {
            throw new InvalidInputException(
                    "body: must be at most control/databytes, " + controls.databytes() + " octets");
        }
        return new InboundMessage(id, mail.envelope(), mail.body(), mail.wireSize(), Instant.now());
    }

    private static List<String> checked(List<String> recipients) {
        if (recipients == null) {
            return List.of();
        }
        for (String recipient : recipients) {
            if (recipient == null || recipient.isBlank()) {
                throw new InvalidInputException(
                        "recipients: each must be one address such as ana@example.org, and one of them is empty");
            }
        }
        return recipients;
    }
}
