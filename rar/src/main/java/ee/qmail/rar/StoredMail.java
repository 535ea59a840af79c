package ee.qmail.rar;

import ee.qmail.api.InboundMail;
import ee.qmail.application.ApplicationMail;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.SharedByteArrayInputStream;
import jakarta.mail.util.SharedFileInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
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
            found.add(decoded(MimeUtility.unfold(header.getValue())));
        }
        return found;
    }

    private static String decoded(String text) {
        try {
            return MimeUtility.decodeText(text);
        } catch (UnsupportedEncodingException e) {
            LOG.log(Level.FINE, "a header field in an unknown character set stays as it is", e);
            return text;
        }
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
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        fileContent = new SharedFileInputStream(file.toFile());
        return fileContent;
    }

    @Override
    public Optional<String> text() throws MessagingException, IOException {
        for (Part part : leaves()) {
            if (part.isMimeType("text/plain") && !isAttachment(part)) {
                return Optional.of(part.getContent().toString());
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Attachment> attachments() throws MessagingException, IOException {
        List<Attachment> attachments = new ArrayList<>();
        for (Part part : leaves()) {
            if (isAttachment(part)) {
                String name = part.getFileName() == null ? "" : decoded(part.getFileName());
                attachments.add(new AttachedPart(name, type(part), part));
            }
        }
        return attachments;
    }

    private List<Part> leaves() throws MessagingException, IOException {
        List<Part> found = new ArrayList<>();
        addLeaves(message(), found, 0);
        return found;
    }

    private void addLeaves(Part part, List<Part> found, int depth) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            if (depth == DEEPEST) {
                throw new MessagingException("mail " + key() + " has parts in one another, more than " + DEEPEST);
            }
            for (int i = 0; i < parts.getCount(); i++) {
                addLeaves(parts.getBodyPart(i), found, depth + 1);
            }
        } else if (found.size() == MOST_PARTS) {
            throw new MessagingException("mail " + key() + " has more than " + MOST_PARTS + " parts");
        } else {
            found.add(part);
        }
    }

    private static boolean isAttachment(Part part) throws MessagingException {
        return Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition()) || part.getFileName() != null;
    }

    /** Senders write what they like behind the type; only the type itself is asked for. */
    private static String type(Part part) throws MessagingException {
        String type = part.getContentType().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return TYPE.matcher(type).matches() ? type : "application/octet-stream";
    }

    private record AttachedPart(String name, String type, Part part) implements Attachment {
        @Override
        public InputStream open() throws MessagingException, IOException {
            return part.getInputStream();
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
