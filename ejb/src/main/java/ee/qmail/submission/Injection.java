package ee.qmail.submission;

import ee.qmail.address.AddressRules;
import ee.qmail.contract.InboundMessage;
import ee.qmail.control.Controls;
import ee.qmail.entity.MailLimits;
import ee.qmail.entity.TlsRequiredField;
import ee.qmail.inject.HeaderException;
import ee.qmail.inject.InjectOptions;
import ee.qmail.inject.Injector;
import ee.qmail.maildir.WireSize;
import ee.qmail.message.Body;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.text.Sha256;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * A message of an application, completed as qmail-inject does.
 *
 * @param text with subject: the plain text of the mail; without: an RFC 5322 message
 * @param sender null: taken from the header
 * @param recipients each one address as a header has it; none: taken from the header
 * @param subject null if {@code text} is a whole message
 * @param wishes about notifications
 */
record Injection(Text text, String sender, List<String> recipients, String subject, DsnWishes wishes) {
    /** Property that turns the body into plain text under this subject. */
    static final String SUBJECT = "qmail_subject";

    /** Property with how much comes back with a failure. */
    static final String RET = "qmail_ret";

    /** Property with the application's own name for the mail in notifications, not in xtext. */
    static final String ENVID = "qmail_envid";

    /**
     * Octets as they were given.
     *
     * @param body with LF line ends
     * @param wireSize octets with CRLF line ends
     */
    record Text(Body body, long wireSize) {
        /** @param octets with LF or CRLF line ends */
        static Text of(byte[] octets) {
            byte[] lines = Injector.withUnixLines(octets);
            return new Text(Body.of(lines), WireSize.of(lines));
        }

        static Text of(String text) {
            return of(octets(text));
        }
    }

    private static final Session SESSION = Session.getInstance(utf8());

    /** Addresses in a header may be UTF-8 (RFC 6532). */
    private static Properties utf8() {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return properties;
    }

    private static byte[] octets(String text) {
        return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    }

    InboundMessage mail(QueueId id, Instant now, Controls controls) throws InjectionException {
        checkLines();
        Text message = subject == null ? text : plainText();
        byte[] begin = begin(message.body());
        Injector.Injected injected;
        try {
            injected = new Injector(controls, InjectOptions.application(sender, recipients))
                    .inject(begin, now, id.toString());
        } catch (HeaderException e) {
            throw new InjectionException("not a message that can be sent: " + e.getMessage(), e);
        }
        check(injected.envelope());
        Body whole = new CompletedBody(injected.head(), message.body(), injected.bodyBegin());
        TlsRequiredField tlsRequired = new TlsRequiredField();
        tlsRequired.text(injected.head(), injected.head().length);
        Envelope envelope = tlsRequired.tag(wishes.of(injected.envelope()));
        return new InboundMessage(id, envelope, whole, wireSize(injected, begin, message), now);
    }

    private static void check(Envelope envelope) throws InjectionException {
        if (envelope.recipients().isEmpty()) {
            throw new InjectionException(
                    "no recipients: they must be given with the message (in JMS by property qmail_recipients), or in a To, Cc or Bcc field of it"
                            + " (in a MapMessage by entry 'to', 'cc' or 'bcc')");
        }
        Optional<AddressRules.Problem> problem = AddressRules.of(envelope);
        if (problem.isPresent()) {
            throw new InjectionException(problem.get().text());
        }
    }

    /** Both headers end with a line end, so that their sizes can be exchanged; the body is not read for it. */
    private static long wireSize(Injector.Injected injected, byte[] begin, Text message) {
        byte[] oldHead = Arrays.copyOf(begin, injected.bodyBegin());
        return message.wireSize() - WireSize.of(oldHead) + WireSize.of(injected.head());
    }

    /** As much of the message as its header may take, and somewhat more. */
    static byte[] begin(Body message) {
        try (InputStream in = message.open()) {
            return in.readNBytes(MailLimits.HEADER_OCTETS + 2);
        } catch (IOException e) {
            throw new UncheckedIOException("a message cannot be read", e);
        }
    }

    /** Text for one line of the header must not become two lines. */
    private void checkLines() throws InjectionException {
        if (subject != null && subject.length() > MailLimits.FIELD_OCTETS) {
            throw new InjectionException(
                    "subject: must have at most " + MailLimits.FIELD_OCTETS + " characters, not " + subject.length());
        }
        if (subject != null && !AddressRules.isText(subject.replace('\t', ' '))) {
            throw new InjectionException("subject '" + AddressRules.shown(subject)
                    + "': must be one line without control characters or half characters");
        }
        for (String recipient : recipients) {
            if (!AddressRules.isText(recipient)) {
                throw new InjectionException(
                        AddressRules.ofRecipient(recipient).orElseThrow().text());
            }
        }
    }

    /** Begins the digest that tells an injection from any other; the octets of its text are to be added. */
    static MessageDigest digest(String sender, String subject, List<String> recipients, DsnWishes wishes) {
        MessageDigest digest = Sha256.begin();
        add(digest, sender);
        add(digest, subject);
        recipients.forEach(recipient -> add(digest, recipient));
        if (wishes.equals(DsnWishes.NONE)) {
            add(digest, null);
            return digest;
        }
        // no length begins so: a message without wishes has the digest that it always had, and no other has it
        digest.update("-2:".getBytes(StandardCharsets.US_ASCII));
        add(digest, wishes.conditions());
        add(digest, wishes.ret());
        add(digest, wishes.envid());
        return digest;
    }

    /** The same, whole. */
    MessageDigest digest() {
        MessageDigest digest = digest(sender, subject, recipients, wishes);
        try (InputStream in = text.body().open()) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException("a message cannot be read", e);
        }
    }

    /** @param given null if it was not */
    private static void add(MessageDigest digest, String given) {
        byte[] octets = octets(given);
        digest.update(((given == null ? -1 : octets.length) + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(octets);
    }

    /** Recipients that are given apart from the text are meant to be seen. */
    private Text plainText() {
        try (InputStream in = text.body().open()) {
            MimeMessage message = new MimeMessage(SESSION);
            message.setSubject(subject, "UTF-8");
            message.setText(new String(in.readAllBytes(), StandardCharsets.UTF_8), "UTF-8");
            message.saveChanges();
            message.removeHeader("Message-ID");
            if (!recipients.isEmpty()) {
                message.setHeader("To", String.join(", ", recipients));
            }
            ByteArrayOutputStream wire =
                    new ByteArrayOutputStream((int) text.body().size() + 512);
            message.writeTo(wire);
            return Text.of(wire.toByteArray());
        } catch (MessagingException e) {
            throw new IllegalStateException("a plain text cannot be made a message", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a plain text cannot be made a message", e);
        }
    }
}
