package ee.qmail.test.server;

import ee.qmail.api.InboundMail;
import ee.qmail.test.InboundMails;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A mail that has arrived, as a test looks at it. A mail that cannot be read is an {@link IllegalStateException}. For one
 * thread at a time.
 */
public final class StoredMail {
    private final String recipient;
    private final String text;
    private final InboundMail mail;

    /** @param octets with LF or CRLF line ends */
    StoredMail(String recipient, byte[] octets) {
        this.recipient = recipient;
        this.text = new String(octets, StandardCharsets.UTF_8).replace("\r\n", "\n");
        this.mail = InboundMails.of(octets);
    }

    private interface Look<T> {
        T at() throws MessagingException, IOException;
    }

    private <T> T read(Look<T> look) {
        try {
            return look.at();
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("this mail cannot be read:\n" + text, e);
        }
    }

    /**
     * The mailbox or the address elsewhere.
     *
     * @return the address at which it has arrived
     */
    public String recipient() {
        return recipient;
    }

    /** @return decoded; empty if there is none */
    public String subject() {
        return header("Subject").orElse("");
    }

    /** @return the first field of this name, decoded and on one line */
    public Optional<String> header(String name) {
        return read(() -> mail.header(name));
    }

    /** @return all fields of this name in their order */
    public List<String> headers(String name) {
        return read(() -> mail.headers(name));
    }

    /** @return the first plain text that is no attachment, with LF line ends; empty if there is none */
    public String text() {
        return read(mail::text).orElse("");
    }

    /**
     * Reads an attachment.
     *
     * @param name of the file
     * @return its octets, decoded; empty if there is none of this name
     */
    public Optional<byte[]> attachment(String name) {
        return read(() -> {
            for (InboundMail.Attachment file : mail.attachments()) {
                if (file.name().equals(name)) {
                    try (InputStream in = file.open()) {
                        return Optional.of(in.readAllBytes());
                    }
                }
            }
            return Optional.empty();
        });
    }

    /** @return the whole mail for Jakarta Mail */
    public MimeMessage message() {
        return read(mail::message);
    }

    /** @return the whole mail as text, with LF line ends */
    public String source() {
        return text;
    }

    /** As {@link #source}. */
    @Override
    public String toString() {
        return text;
    }
}
