package ee.qmail.rar;

import ee.qmail.api.InboundMail;
import ee.qmail.application.ApplicationMail;
import ee.qmail.mime.Decoded;
import ee.qmail.mime.MailPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.SharedByteArrayInputStream;
import jakarta.mail.util.SharedFileInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The mail that a bean is given. A large one is parsed from a temporary file, which goes with the call. */
final class StoredMail implements InboundMail, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StoredMail.class.getName());
    /** Octets that are parsed in memory. */
    private static final int IN_MEMORY = 256 * 1024;

    private final ApplicationMail mail;
    private InternetHeaders headers;
    private MimeMessage message;
    private Path file;
    private SharedFileInputStream fileContent;

    StoredMail(ApplicationMail mail) {
        this.mail = mail;
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
        return mail.sender();
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
        if (headers == null) {
            try (InputStream in = new BufferedInputStream(open())) {
                headers = new InternetHeaders(in, true);
            } catch (IOException e) {
                throw new MessagingException("the header of mail " + key() + " cannot be read", e);
            }
        }
        List<String> found = new ArrayList<>();
        for (Header header : Collections.list(headers.getMatchingHeaders(new String[] {name}))) {
            found.add(Decoded.field(header.getValue()));
        }
        return found;
    }

    @Override
    public MimeMessage message() throws MessagingException {
        if (message == null) {
            try {
                message = new MimeMessage(Session.getInstance(new Properties()), content());
            } catch (IOException e) {
                throw new MessagingException("mail " + key() + " cannot be read", e);
            }
        }
        return message;
    }

    private InputStream content() throws IOException {
        try (InputStream in = open()) {
            if (size() <= IN_MEMORY) {
                return new SharedByteArrayInputStream(in.readAllBytes());
            }
            file = Files.createTempFile("qmail-bean", ".eml");
            // a copy would put another file in its place, which others may read
            try (OutputStream out = Files.newOutputStream(file)) {
                in.transferTo(out);
            }
        }
        fileContent = new SharedFileInputStream(file.toFile());
        return fileContent;
    }

    @Override
    public Optional<String> text() throws MessagingException, IOException {
        for (MailPart part : parts()) {
            if (part.is("text/plain") && part.isShown()) {
                return part.text();
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Attachment> attachments() throws MessagingException {
        List<Attachment> attachments = new ArrayList<>();
        for (MailPart part : parts()) {
            if (!part.isShown()) {
                attachments.add(new AttachedPart(part.name().orElse(""), part.type(), part));
            }
        }
        return attachments;
    }

    private List<MailPart> parts() throws MessagingException {
        return MailPart.of(message());
    }

    private record AttachedPart(String name, String type, MailPart part) implements Attachment {
        @Override
        public InputStream open() throws MessagingException, IOException {
            return part.open();
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
