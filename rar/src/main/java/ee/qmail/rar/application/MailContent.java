package ee.qmail.rar.application;

import ee.qmail.message.Body;
import ee.qmail.mime.MailPart;
import jakarta.mail.internet.SharedInputStream;
import jakarta.mail.util.SharedByteArrayInputStream;
import jakarta.mail.util.SharedFileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The octets of a mail while it is taken apart: in memory, in a temporary file that goes when this is closed, or those of a mail that it is attached
 * to. For one thread at a time.
 */
final class MailContent implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MailContent.class.getName());

    private final Body stored;
    private final int inMemory;
    /** Null unless the mail is attached to another. */
    private final MailContent whole;

    private final MailPart place;
    private byte[] octets;
    private Path file;
    private SharedFileInputStream fileContent;

    private MailContent(Body stored, int inMemory, MailContent whole, MailPart place) {
        this.stored = stored;
        this.inMemory = inMemory;
        this.whole = whole;
        this.place = place;
    }

    /** @param inMemory octets of the largest mail that needs no file */
    MailContent(Body stored, int inMemory) {
        this(stored, inMemory, null, null);
    }

    /** Of a mail that is a part of this one, which needs neither memory nor a file, and need not be closed. */
    MailContent attached(MailPart part) {
        return new MailContent(part.stored(), 0, this, part);
    }

    /** From which parts are read, each as often as it is wanted. */
    Body body() throws IOException {
        if (whole != null) {
            return stored;
        }
        if (octets == null && file == null) {
            try (InputStream in = stored.open()) {
                if (stored.size() <= inMemory) {
                    octets = in.readNBytes(inMemory);
                } else {
                    copy(in);
                }
            }
        }
        return file == null ? Body.of(octets) : new FileBody(file, stored.size());
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

    /** For Jakarta Mail. */
    SharedInputStream shared() throws IOException {
        if (whole != null) {
            return place.storedIn(whole.shared());
        }
        body();
        if (file == null) {
            return new SharedByteArrayInputStream(octets);
        }
        if (fileContent == null) {
            fileContent = new SharedFileInputStream(file.toFile());
        }
        return fileContent;
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
