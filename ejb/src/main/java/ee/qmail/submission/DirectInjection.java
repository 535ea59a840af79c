package ee.qmail.submission;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.address.DomainName;
import ee.qmail.caller.Caller;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.contract.Submission;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.jms.JobMessages;
import ee.qmail.jms.QueueException;
import ee.qmail.maildir.WireSize;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.QueueId;
import ee.qmail.message.SpooledBody;
import ee.qmail.message.UnixLines;
import ee.qmail.queue.QmailQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * qmail-inject for callers in this process: what {@code qmail.inject} does with a message, at once. Outside of a JTA transaction
 * the mail is stored when the call returns; inside, when that has committed.
 */
@ApplicationScoped
public class DirectInjection {
    private static final int BUFFER = 8_192;

    private final ControlFiles controlFiles;
    private final QmailQueue queue;
    private final UsedKeys keys = new UsedKeys();

    /** For the container's proxies. */
    protected DirectInjection() {
        this(null, null);
    }

    @Inject
    DirectInjection(ControlFiles controlFiles, QmailQueue queue) {
        this.controlFiles = controlFiles;
        this.queue = queue;
    }

    /**
     * @param key the same for each repetition of the same request, which queues nothing then; null: none is a repetition. Begins with
     *     its owner's name, so that two do not have one by chance
     * @param message an RFC 5322 message with LF or CRLF line ends; it is read once, and not kept in memory if it is large
     * @param sender null: taken from the header
     * @param recipients empty: taken from the header
     * @param wishes about notifications
     * @throws IOException if the message cannot be read
     * @throws InvalidInputException if it cannot become mail
     * @throws AlreadyExistsException if this process knows the key and it stood for another content. Of a content that it does not know any
     *     more, or that came before it was started, a repetition queues nothing, and another content is mail of its own
     * @throws QueueException if it cannot be stored now
     */
    public QueueId message(String key, InputStream message, String sender, List<String> recipients, DsnWishes wishes)
            throws IOException {
        Caller.current().mustBeAdministrator();
        List<String> checked = checked(recipients);
        MessageDigest digest = Injection.digest(sender, null, checked, wishes);
        SpooledBody spooled = JobMessages.newBody();
        WireSize wireSize = new WireSize();
        OutputStream counted = wireSize.counting(spooled);
        try {
            try (OutputStream lines = new UnixLines(key == null ? counted : new DigestOutputStream(counted, digest))) {
                copy(message, lines);
            }
            Injection.Text text = new Injection.Text(spooled, wireSize.wire());
            return inject(key, digest, new Injection(text, sender, checked, null, wishes));
        } finally {
            spooled.discard();
        }
    }

    private static void copy(InputStream message, OutputStream lines) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int length = message.read(buffer); length >= 0; length = message.read(buffer)) {
            size += length;
            if (size > Submission.MAX_MESSAGE) {
                throw new InvalidInputException(
                        "body: must be at most " + Submission.MAX_MESSAGE + " octets; send larger mail by SMTP");
            }
            lines.write(buffer, 0, length);
        }
    }

    /** The same with a plain text under a subject, by a sender without wishes. */
    public QueueId text(String key, String text, String subject, String sender, List<String> recipients) {
        return text(key, text, subject, sender, recipients, DsnWishes.NONE);
    }

    /** The same with a plain text under a subject; a domain administrator as a sender of their domains only. */
    public QueueId text(
            String key, String text, String subject, String sender, List<String> recipients, DsnWishes wishes) {
        String domain = sender == null ? "" : sender.substring(sender.lastIndexOf('@') + 1);
        Caller.current().mustManage(DomainName.canonical(domain));
        List<String> checked = checked(recipients);
        Injection injection = new Injection(Injection.Text.of(text), sender, checked, subject, wishes);
        return inject(key, injection.digest(), injection);
    }

    /** The same as {@link #message} without queueing it: for a unit of several, see {@link QmailQueue#acceptNew}. */
    InboundMessage complete(byte[] message, String sender, List<String> recipients, DsnWishes wishes) {
        return complete(given(message, sender, recipients, wishes));
    }

    InboundMessage complete(Injection given) {
        return complete(QueueId.next(), given);
    }

    /** A whole message, not completed yet. */
    Injection given(byte[] message, String sender, List<String> recipients, DsnWishes wishes) {
        return new Injection(Injection.Text.of(message), sender, checked(recipients), null, wishes);
    }

    /** @param content digest of the injection */
    private QueueId inject(String key, MessageDigest content, Injection injection) {
        return key == null
                ? accept(QueueId.next(), injection, this::acceptNew)
                : injectOnce(key, HexFormat.of().formatHex(content.digest()), injection);
    }

    private void acceptNew(InboundMessage message) {
        queue.acceptNew(List.of(message));
    }

    private QueueId injectOnce(String key, String content, Injection injection) {
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
        InboundMessage mail;
        try {
            mail = injection.mail(id, Instant.now(), controls);
        } catch (InjectionException e) {
            throw new InvalidInputException(e.getMessage());
        }
        requireFit(mail.body().size(), controls);
        return mail;
    }

    /** @throws InvalidInputException if a body of so many octets, with LF line ends, is too large */
    void requireFit(long octets) {
        requireFit(octets, controlFiles.current());
    }

    private static void requireFit(long octets, Controls controls) {
        if (controls.databytes() > 0 && octets > controls.databytes()) {
            throw new InvalidInputException(
                    "body: must be at most control/databytes, " + controls.databytes() + " octets");
        }
    }

    private static List<String> checked(List<String> recipients) {
        if (recipients == null) {
            return List.of();
        }
        for (String recipient : recipients) {
            if (recipient == null || recipient.isBlank()) {
                throw new InvalidInputException(
                        "recipients",
                        "recipients: each must be one address such as ana@example.org, and one of them is empty");
            }
        }
        return recipients;
    }
}
