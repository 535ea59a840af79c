package ee.qmail.vacation;

import ee.qmail.address.DomainLookup;
import ee.qmail.contract.InboundMessage;
import ee.qmail.control.ControlFiles;
import ee.qmail.entity.EntityScanner;
import ee.qmail.entity.HeaderField;
import ee.qmail.entity.MailLimitException;
import ee.qmail.entity.MailLimits;
import ee.qmail.maildir.WireSize;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.mime.EntryException;
import ee.qmail.queue.QmailQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Answers mail for somebody who is away, when it has been delivered. A sender is told once in some days, even if the answer is lost: better than twice
 * (RFC 3834 section 2). Safe for use by several threads.
 */
@ApplicationScoped
public class VacationAnswers {
    private static final Logger LOG = Logger.getLogger(VacationAnswers.class.getName());

    private final VacationBook book;
    private final QmailQueue queue;
    private final ControlFiles controlFiles;
    private final Clock clock;

    /** For the container's proxies. */
    protected VacationAnswers() {
        this(null, null, null, null);
    }

    @Inject
    public VacationAnswers(VacationBook book, QmailQueue queue, ControlFiles controlFiles) {
        this(book, queue, controlFiles, Clock.systemDefaultZone());
    }

    public VacationAnswers(VacationBook book, QmailQueue queue, ControlFiles controlFiles, Clock clock) {
        this.book = book;
        this.queue = queue;
        this.controlFiles = controlFiles;
        this.clock = clock;
    }

    /**
     * Never throws: what goes wrong is logged, and the mail is delivered all the same.
     *
     * @param id of the mail
     * @param sender of its envelope
     * @param address of the mailbox that has got it
     */
    public void answer(QueueId id, String sender, String address, Body body) {
        try {
            int at = address.lastIndexOf('@');
            Optional<VacationBook.Entry> entry = book.find(address.substring(0, at), address.substring(at + 1));
            if (entry.isPresent() && entry.get().vacation().covers(LocalDate.now(clock))) {
                answer(entry.get(), id, sender, address, body);
            }
        } catch (IOException | MailLimitException | EntryException e) {
            LOG.log(Level.INFO, "message {0} for {1} is not answered: {2}", new Object[] {id, address, e.getMessage()});
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, e, () -> "message " + id + " for " + address + " is not answered");
        }
    }

    private void answer(VacationBook.Entry entry, QueueId id, String sender, String address, Body body)
            throws IOException, MailLimitException, EntryException {
        Asker asker = new Asker(sender, fields(body));
        List<String> aliases = asker.isNamed(address) ? List.of() : book.aliases(address);
        Optional<String> whyNot = asker.whyNot(address, aliases);
        if (whyNot.isPresent()) {
            LOG.log(Level.FINE, "message {0} for {1} is not answered because {2}", new Object[] {
                id, address, whyNot.get()
            });
            return;
        }
        Instant now = clock.instant();
        if (book.note(entry, DomainLookup.canonical(sender), now)) {
            QueueId own = id.derived("vacation/" + address);
            AnswerText text = new AnswerText(
                    entry,
                    address,
                    asker,
                    own + ".qmail@" + controlFiles.current().me());
            send(own, sender, text.octets(now), now);
        }
    }

    /** The sender of an answer is nobody, so that nothing answers it (RFC 3834 section 3.3). */
    private void send(QueueId id, String recipient, byte[] text, Instant now) {
        Envelope envelope = new Envelope("", List.of(recipient)).notifying(Map.of(recipient, Notify.NEVER));
        queue.accept(new InboundMessage(id, envelope, Body.of(text), WireSize.of(text), now));
    }

    private static List<HeaderField> fields(Body body) throws IOException, MailLimitException {
        ByteArrayOutputStream header = new ByteArrayOutputStream(2_000);
        try (InputStream in = new BufferedInputStream(body.open())) {
            boolean isEmptyLine = true;
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                header.write(octet);
                if (octet == '\n' && isEmptyLine) {
                    break;
                }
                isEmptyLine = octet == '\n' || isEmptyLine && octet == '\r';
                if (header.size() > MailLimits.HEADER_OCTETS) {
                    throw new IOException("its header is longer than " + MailLimits.HEADER_OCTETS + " octets");
                }
            }
        }
        return EntityScanner.scan(new ByteArrayInputStream(header.toByteArray()))
                .fields();
    }
}
