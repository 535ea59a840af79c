package ee.qmail.rar.application;

import ee.qmail.address.QuotedAddress;
import ee.qmail.api.DeliveryStatus;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailRejectedException;
import ee.qmail.contract.BeanMail;
import ee.qmail.entity.Budget;
import ee.qmail.entity.Entity;
import ee.qmail.entity.EntityScanner;
import ee.qmail.entity.HeaderField;
import ee.qmail.entity.MailLimitException;
import ee.qmail.entity.MailLimits;
import ee.qmail.entity.ParameterField;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Envelope;
import ee.qmail.message.UnixLines;
import ee.qmail.mime.BoundedMessage;
import ee.qmail.mime.Decoded;
import ee.qmail.mime.DecodingException;
import ee.qmail.mime.MailPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The mail that a bean is given. A large one is taken apart from a temporary file, which goes with the call. For one
 * thread at a time.
 */
public final class ParsedBeanMail implements InboundMail, AutoCloseable {
    /** Octets that are taken apart in memory. */
    private static final int IN_MEMORY = 256 * 1024;
    /** For a sender to whom the bean tells nothing. */
    private static final String NO_REASON = "The application for this address does not want this message.";

    private final BeanMail mail;
    private final String key;
    private final MailContent content;
    private final Budget budget;
    /** Entities around it, those of mails that it is attached to. */
    private final int around;

    private List<HeaderField> header;
    private Entity scanned;
    private MimeMessage message;
    private List<InboundMail> attached;
    private MessagingException brokenAttached;

    ParsedBeanMail(BeanMail mail) {
        this(mail, IN_MEMORY);
    }

    private ParsedBeanMail(BeanMail mail, int inMemory) {
        this(mail, mail.key(), new MailContent(mail.body(), inMemory), new Budget(), 0);
    }

    private ParsedBeanMail(BeanMail mail, String key, MailContent content, Budget budget, int around) {
        this.mail = mail;
        this.key = key;
        this.content = content;
        this.budget = budget;
        this.around = around;
    }

    /** A mail that needs no file, whatever its size, and need not be closed: for tests of beans without a server. */
    public static ParsedBeanMail inMemory(BeanMail mail) {
        return new ParsedBeanMail(mail, Integer.MAX_VALUE);
    }

    /** The report on a mail that its bean does not want, from which bounce and SMTP reply are made. */
    public static DeliveryReport rejected(String recipient, MailRejectedException reason) {
        String told = reason.getMessage();
        return DeliveryReport.rejected(
                recipient, EnhancedStatus.of(reason.status()), told == null || told.isBlank() ? NO_REASON : told);
    }

    @Override
    public String id() {
        return mail.id().toString();
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public String sender() {
        boolean nobody = mail.sender().isEmpty() || mail.sender().equals(Envelope.DOUBLE_BOUNCE_SENDER);
        return nobody ? "" : QuotedAddress.of(mail.sender());
    }

    @Override
    public String recipient() {
        return mail.recipient();
    }

    @Override
    public Instant arrival() {
        return mail.arrival();
    }

    @Override
    public long size() {
        return mail.body().size();
    }

    @Override
    public InputStream open() throws IOException {
        return mail.body().open();
    }

    @Override
    public Optional<String> header(String name) throws MessagingException {
        return headers(name).stream().findFirst();
    }

    @Override
    public List<String> headers(String name) throws MessagingException {
        if (header == null) {
            header = scanned == null ? readHeader() : scanned.fields();
        }
        return header.stream()
                .filter(field -> field.is(name))
                .map(field -> Decoded.field(field.value()))
                .toList();
    }

    private List<HeaderField> readHeader() throws MessagingException {
        try (InputStream in = open()) {
            return EntityScanner.header(in);
        } catch (MailLimitException e) {
            throw new MessagingException(e.getMessage());
        } catch (IOException e) {
            throw new MessagingException("the header of mail " + key() + " cannot be read", e);
        }
    }

    @Override
    public MimeMessage message() throws MessagingException {
        if (message == null) {
            Entity whole = scanned();
            try {
                message = BoundedMessage.of(Session.getInstance(new Properties()), content.shared(), whole);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        return message;
    }

    private MessagingException unreadable(IOException e) {
        return new MessagingException("mail " + key() + " cannot be read", e);
    }

    private Entity scanned() throws MessagingException {
        if (scanned == null) {
            try (InputStream in = content.body().open()) {
                scanned = around == 0 ? EntityScanner.scan(in, budget) : EntityScanner.scanAttached(in, budget, around);
            } catch (MailLimitException e) {
                throw new MessagingException(e.getMessage());
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        return scanned;
    }

    @Override
    public Optional<String> text() throws MessagingException, IOException {
        return text("text/plain");
    }

    @Override
    public Optional<String> text(String type) throws MessagingException, IOException {
        for (MailPart part : parts()) {
            if (part.is(type) && part.isShown()) {
                return part.text(LONGEST_TEXT);
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Attachment> attachments() throws MessagingException {
        List<Attachment> attachments = new ArrayList<>();
        for (MailPart part : parts()) {
            if (!part.isShown()) {
                attachments.add(new AttachedPart(part));
            }
        }
        return attachments;
    }

    @Override
    public Optional<Attachment> inline(String contentId) throws MessagingException {
        return parts().stream()
                .filter(part -> part.id().filter(contentId::equals).isPresent())
                .findFirst()
                .map(AttachedPart::new);
    }

    @Override
    public Optional<DeliveryStatus> deliveryStatus() throws MessagingException, IOException {
        ParameterField type = scanned().type();
        if (type == null
                || !type.value().equals("multipart/report")
                || !type.parameter("report-type")
                        .filter("delivery-status"::equalsIgnoreCase)
                        .isPresent()) {
            return Optional.empty();
        }
        for (MailPart part : parts()) {
            if (part.is("message/delivery-status") || part.is("message/global-delivery-status")) {
                return Optional.of(StatusReader.read(StatusFields.of(part)));
            }
        }
        throw new MessagingException("a delivery status notification without a part message/delivery-status");
    }

    private List<MailPart> parts() throws MessagingException {
        Entity whole = scanned();
        try {
            return MailPart.of(whole, content.body());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public List<InboundMail> messages() throws MessagingException {
        if (brokenAttached != null) {
            throw brokenAttached; // a second reading would count all again
        }
        if (attached == null) {
            try {
                attached = readAttached();
            } catch (MessagingException e) {
                brokenAttached = e.getCause() instanceof IOException ? null : e;
                throw e;
            }
        }
        return attached;
    }

    private List<InboundMail> readAttached() throws MessagingException {
        List<InboundMail> found = new ArrayList<>();
        for (MailPart part : parts()) {
            if (part.isMail()) {
                found.add(attached(part, found.size() + 1));
            }
        }
        return List.copyOf(found);
    }

    /** Scanned at once: what is too much is said here, and not by a method of the attached mail that it depends on which was called before. */
    private ParsedBeanMail attached(MailPart part, int number) throws MessagingException {
        MailContent inside = part.isEncoded() ? decoded(part) : content.attached(part);
        try {
            ParsedBeanMail found = new ParsedBeanMail(
                    new BeanMail(mail.id(), "", mail.recipient(), inside.body(), mail.arrival()),
                    key + "/" + number,
                    inside,
                    budget,
                    around + part.around() + 1);
            found.scanned();
            return found;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private MailContent decoded(MailPart part) throws MessagingException {
        try (InputStream in = part.open()) {
            byte[] octets = in.readNBytes(MailLimits.ENCODED_MAILS + 1);
            budget.decoded(octets.length);
            ByteArrayOutputStream text = new ByteArrayOutputStream(octets.length);
            try (OutputStream lines = new UnixLines(text)) {
                lines.write(octets);
            }
            return new MailContent(Body.of(text.toByteArray()), Integer.MAX_VALUE);
        } catch (MailLimitException | DecodingException e) {
            throw new MessagingException(e.getMessage());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void close() {
        content.close();
    }
}
