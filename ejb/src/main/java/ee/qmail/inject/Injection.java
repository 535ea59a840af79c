package ee.qmail.inject;

import ee.qmail.control.Controls;
import ee.qmail.entity.MailLimits;
import ee.qmail.header.HeaderException;
import ee.qmail.header.InjectOptions;
import ee.qmail.header.Injector;
import ee.qmail.mail.Body;
import ee.qmail.mail.Envelope;
import ee.qmail.maildir.WireSize;
import ee.qmail.queue.QueueId;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/**
 * A message of an application, completed as qmail-inject does.
 *
 * @param text with subject: the plain text of the mail; without: an RFC 5322 message; in each case with LF line ends
 * @param sender null: taken from the header
 * @param recipients separated by commas or line ends; null: taken from the header
 * @param subject null if {@code text} is a whole message
 */
record Injection(Body text, String sender, String recipients, String subject) {
    /** Property that turns the body into plain text under this subject. */
    static final String SUBJECT = "qmail_subject";

    private static final Session SESSION = Session.getInstance(new Properties());

    /** A mail ready for the queue. */
    record Mail(Envelope envelope, Body body, long wireSize) {}

    /** @param octets with LF or CRLF line ends */
    Injection(byte[] octets, String sender, String recipients, String subject) {
        this(lines(octets), sender, recipients, subject);
    }

    static Body lines(byte[] octets) {
        return Body.of(Injector.withUnixLines(octets));
    }

    static byte[] octets(String text) {
        return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    }

    Mail mail(QueueId id, Instant now, Controls controls) throws InjectionException {
        if (subject != null && subject.length() > MailLimits.FIELD_OCTETS) {
            throw new InjectionException(
                    "subject: must have at most " + MailLimits.FIELD_OCTETS + " characters, not " + subject.length());
        }
        Body message = subject == null ? text : plainText();
        InjectOptions options = InjectOptions.application().withSender(sender).withRecipients(givenRecipients());
        if (sender != null && sender.lastIndexOf('@') > 0) {
            int at = sender.lastIndexOf('@');
            options = options.withUser(sender.substring(0, at), sender.substring(at + 1));
        }
        byte[] begin = begin(message);
        Injector.Injected injected;
        try {
            injected = new Injector(controls, options).inject(begin, now, id.toString());
        } catch (HeaderException e) {
            throw new InjectionException("not a message that can be sent: " + e.getMessage(), e);
        }
        if (injected.envelope().recipients().isEmpty()) {
            throw new InjectionException(
                    "no recipients: they must be given with the message (in JMS by property qmail_recipients), or in a To, Cc or Bcc field of it"
                            + " (in a MapMessage by entry 'to', 'cc' or 'bcc')");
        }
        Body whole = new CompletedBody(injected.head(), message, injected.bodyBegin());
        return new Mail(injected.envelope(), whole, wireSize(whole));
    }

    /** As much of the message as its header may take, and somewhat more. */
    private static byte[] begin(Body message) {
        try (InputStream in = message.open()) {
            return in.readNBytes(MailLimits.HEADER_OCTETS + 2);
        } catch (IOException e) {
            throw new UncheckedIOException("a message cannot be read", e);
        }
    }

    private static long wireSize(Body body) {
        try (InputStream in = body.open()) {
            return new WireSize().add(in).wire();
        } catch (IOException e) {
            throw new UncheckedIOException("a message cannot be read", e);
        }
    }

    private List<String> givenRecipients() {
        return recipients == null
                ? List.of()
                : Arrays.stream(recipients.split("[,\\n]"))
                        .map(String::strip)
                        .filter(address -> !address.isEmpty())
                        .toList();
    }

    /** Whoever gives the recipients of a text apart from it wants them to be seen. */
    private Body plainText() {
        try (InputStream in = text.open()) {
            MimeMessage message = new MimeMessage(SESSION);
            message.setSubject(subject, "UTF-8");
            message.setText(new String(in.readAllBytes(), StandardCharsets.UTF_8), "UTF-8");
            message.saveChanges();
            message.removeHeader("Message-ID");
            if (recipients != null) {
                message.setHeader("To", String.join(", ", givenRecipients()));
            }
            ByteArrayOutputStream wire = new ByteArrayOutputStream((int) text.size() + 512);
            message.writeTo(wire);
            return lines(wire.toByteArray());
        } catch (MessagingException e) {
            throw new IllegalStateException("a plain text cannot be made a message", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a plain text cannot be made a message", e);
        }
    }
}
