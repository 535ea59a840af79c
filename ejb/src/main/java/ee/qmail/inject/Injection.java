package ee.qmail.inject;

import ee.qmail.control.Controls;
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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/**
 * A message of an application, completed as qmail-inject does.
 *
 * @param octets with subject: the plain text of the mail; without: an RFC 5322 message
 * @param sender null: taken from the header
 * @param recipients separated by commas or line ends; null: taken from the header
 * @param subject null if {@code octets} is a whole message
 */
record Injection(byte[] octets, String sender, String recipients, String subject) {
    /** Property that turns the body into plain text under this subject. */
    static final String SUBJECT = "qmail_subject";

    private static final Session SESSION = Session.getInstance(new Properties());

    /** A mail ready for the queue. */
    record Mail(Envelope envelope, Body body, long wireSize) {}

    static byte[] octets(String text) {
        return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    }

    Mail mail(QueueId id, Instant now, Controls controls) throws InjectionException {
        byte[] message = Injector.withUnixLines(subject == null ? octets : plainText());
        InjectOptions options = InjectOptions.application().withSender(sender).withRecipients(givenRecipients());
        if (sender != null && sender.lastIndexOf('@') > 0) {
            int at = sender.lastIndexOf('@');
            options = options.withUser(sender.substring(0, at), sender.substring(at + 1));
        }
        Injector.Injected injected;
        try {
            injected = new Injector(controls, options).inject(message, now, id.toString());
        } catch (HeaderException e) {
            throw new InjectionException("not a message that can be sent: " + e.getMessage(), e);
        }
        if (injected.envelope().recipients().isEmpty()) {
            throw new InjectionException(
                    "no recipients: they must be given with the message (in JMS by property qmail_recipients), or in a To, Cc or Bcc field of it"
                            + " (in a MapMessage by entry 'to', 'cc' or 'bcc')");
        }
        byte[] text = joined(injected.head(), message, injected.bodyBegin());
        return new Mail(injected.envelope(), Body.of(text), WireSize.of(text));
    }

    /** Tells it from any other. */
    String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {sender, recipients, subject}) {
                byte[] given = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
                digest.update(((part == null ? -1 : given.length) + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(given);
            }
            return HexFormat.of().formatHex(digest.digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
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
    private byte[] plainText() {
        try {
            MimeMessage message = new MimeMessage(SESSION);
            message.setSubject(subject, "UTF-8");
            message.setText(new String(octets, StandardCharsets.UTF_8), "UTF-8");
            message.saveChanges();
            message.removeHeader("Message-ID");
            if (recipients != null) {
                message.setHeader("To", String.join(", ", givenRecipients()));
            }
            ByteArrayOutputStream wire = new ByteArrayOutputStream(octets.length + 512);
            message.writeTo(wire);
            return wire.toByteArray();
        } catch (MessagingException e) {
            throw new IllegalStateException("a plain text cannot be made a message", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a plain text cannot be made a message", e);
        }
    }

    private static byte[] joined(byte[] head, byte[] message, int bodyBegin) {
        byte[] text = Arrays.copyOf(head, head.length + message.length - bodyBegin);
        System.arraycopy(message, bodyBegin, text, head.length, message.length - bodyBegin);
        return text;
    }
}
