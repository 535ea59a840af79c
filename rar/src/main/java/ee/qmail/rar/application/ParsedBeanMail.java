package ee.qmail.rar.application;

import ee.qmail.address.QuotedAddress;
import ee.qmail.api.DeliveryStatus;
import ee.qmail.api.InboundMail;
import ee.qmail.api.MailRejectedException;
import ee.qmail.contract.BeanMail;
import ee.qmail.entity.Entity;
import ee.qmail.entity.EntityScanner;
import ee.qmail.entity.HeaderField;
import ee.qmail.entity.MailLimitException;
import ee.qmail.entity.ParameterField;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Envelope;
import ee.qmail.mime.BoundedMessage;
import ee.qmail.mime.Decoded;
import ee.qmail.mime.MailPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.SharedInputStream;
import jakarta.mail.util.SharedByteArrayInputStream;
import jakarta.mail.util.SharedFileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The mail that a bean is given. A large one is taken apart from a temporary file, which goes with the call. For one
 * thread at a time.
 */
public final class ParsedBeanMail implements InboundMail, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ParsedBeanMail.class.getName());
    /** Octets that are taken apart in memory. */
    private static final int IN_MEMORY = 256 * 1024;
    /** For a sender to whom the bean tells nothing. */
    private static final String NO_REASON = "The application for this address does not want this message.";

    private final BeanMail mail;
    private final int inMemory;
    private List<HeaderField> header;
    private Entity scanned;
    private MimeMessage message;
    private byte[] octets;
    private Path file;
    private SharedFileInputStream fileContent;

    ParsedBeanMail(BeanMail mail) {
        this(mail, IN_MEMORY);
    }

    private ParsedBeanMail(BeanMail mail, int inMemory) {
        this.mail = mail;
        this.inMemory = inMemory;
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
        return mail.key();
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
                message = BoundedMessage.of(Session.getInstance(new Properties()), shared(), whole);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        return message;
    }

    private MessagingException unreadable(IOException e) {
        return new MessagingException("mail " + key() + " cannot be read", e);
    }

    private SharedInputStream shared() throws IOException {
        if (file == null) {
            return new SharedByteArrayInputStream(octets);
        }
        if (fileContent == null) {
            fileContent = new SharedFileInputStream(file.toFile());
        }
        return fileContent;
    }

    private Entity scanned() throws MessagingException {
        if (scanned == null) {
            try (InputStream in = content().open()) {
                scanned = EntityScanner.scan(in);
            } catch (MailLimitException e) {
                throw new MessagingException(e.getMessage());
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
        return scanned;
    }

    /** Returns the body from which parts are read, each as often as it is wanted. */
    private Body content() throws IOException {
        if (octets == null && file == null) {
            try (InputStream in = open()) {
                if (size() <= inMemory) {
                    octets = in.readNBytes(inMemory);
                } else {
                    copy(in);
                }
            }
        }
        return file == null ? Body.of(octets) : new FileBody(file, size());
    }

    private void copy(InputStream in) throws IOException {
        Path copy = Files.createTempFile("qmail-bean", ".eml");
        // Files.copy would put another file in its place, which others may read
        try (OutputStream out = Files.newOutputStream(copy)) {
            in.transferTo(out);
            file = copy;
        } finally {
            if (file == null) {
                Files.deleteIfExists(copy);
            }
        }
    }

    private record FileBody(Path file, long size) implements Body {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
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
            return MailPart.of(whole, content());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void close() {
        if (file == null) {
            return;
        }
        try {
            if (fileContent != null) {
                fileContent.close();
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "temporary file " + file + " stays behind");
        }
    }
}
