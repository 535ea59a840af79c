package ee.qmail.inject;

import ee.qmail.control.Controls;
import ee.qmail.mail.Body;
import ee.qmail.mail.Envelope;
import ee.qmail.queue.QueueId;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Properties;

/**
 * Completes a message as qmail-inject does: a missing Date, Message-ID, From or To is added, Bcc goes (IN-8, IN-9).
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

    /** A line that is not a header field starts the body (IN-12). */
    static byte[] octets(String text) {
        return (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
    }

    Mail mail(QueueId id, Instant now, Controls controls) throws InjectionException {
        try {
            MimeMessage message = subject == null ? parse() : plainText();
            Envelope envelope = new Envelope(sender(message, controls), recipients(message));
            complete(message, envelope, id, now, controls);
            ByteArrayOutputStream wire = new ByteArrayOutputStream(octets.length + 512);
            message.writeTo(wire, new String[] {"Bcc", "Resent-Bcc", "Return-Path", "Content-Length"});
            byte[] text = withoutCarriageReturns(wire.toByteArray());
            return new Mail(envelope, Body.of(text), text.length + lines(text));
        } catch (MessagingException e) {
            String where = e instanceof AddressException address ? " in '" + address.getRef() + "'" : "";
            throw new InjectionException("not a message that can be sent: " + e.getMessage() + where, e);
        } catch (IOException e) {
            throw new UncheckedIOException("a message cannot be composed", e);
        }
    }

    private MimeMessage parse() throws MessagingException {
        byte[] message = octets;
        if (!startsWithField()) {
            message = new byte[octets.length + 1];
            message[0] = '\n';
            System.arraycopy(octets, 0, message, 1, octets.length);
        }
        return new MimeMessage(SESSION, new ByteArrayInputStream(message));
    }

    private boolean startsWithField() {
        int i = 0;
        while (i < octets.length && octets[i] > 32 && octets[i] < 127 && octets[i] != ':') {
            i++;
        }
        return i > 0 && i < octets.length && octets[i] == ':';
    }

    private MimeMessage plainText() throws MessagingException {
        MimeMessage message = new MimeMessage(SESSION);
        message.setSubject(subject, "UTF-8");
        message.setText(new String(octets, StandardCharsets.UTF_8), "UTF-8");
        message.saveChanges();
        message.removeHeader("Message-ID");
        return message;
    }

    private String sender(MimeMessage message, Controls controls) throws MessagingException {
        if (sender != null) {
            return sender;
        }
        Address[] from = message.getFrom();
        if (from != null && from.length > 0 && from[0] instanceof InternetAddress address) {
            return address.getAddress();
        }
        return "anonymous@" + controls.defaulthost();
    }

    private List<String> recipients(MimeMessage message) throws MessagingException, InjectionException {
        List<String> found;
        if (recipients != null) {
            found = Arrays.stream(recipients.split("[,\\n]"))
                    .map(String::strip)
                    .filter(address -> !address.isEmpty())
                    .toList();
        } else {
            Address[] all = message.getAllRecipients();
            found = Arrays.stream(all == null ? new Address[0] : all)
                    .map(address -> ((InternetAddress) address).getAddress())
                    .toList();
        }
        if (found.isEmpty()) {
            throw new InjectionException(
                    "no recipients: set property qmail_recipients, or give the message a To, Cc or Bcc field");
        }
        return found;
    }

    private void complete(MimeMessage message, Envelope envelope, QueueId id, Instant now, Controls controls)
            throws MessagingException {
        if (message.getHeader("Date") == null) {
            message.setSentDate(Date.from(now));
        }
        if (message.getHeader("Message-ID") == null) {
            message.setHeader("Message-ID", "<" + id + ".qmail@" + controls.me() + ">");
        }
        if (message.getHeader("From") == null) {
            message.setHeader("From", envelope.sender().isEmpty() ? "<>" : envelope.sender());
        }
        if (message.getHeader("To") == null && message.getHeader("Cc") == null) {
            if (recipients == null) {
                message.setHeader("Cc", "recipient list not shown: ;");
            } else {
                message.setRecipients(Message.RecipientType.TO, String.join(", ", envelope.recipients()));
            }
        }
    }

    private static byte[] withoutCarriageReturns(byte[] wire) {
        byte[] text = new byte[wire.length];
        int length = 0;
        for (int i = 0; i < wire.length; i++) {
            boolean lineEnd = wire[i] == '\r' && i + 1 < wire.length && wire[i + 1] == '\n';
            if (!lineEnd) {
                text[length++] = wire[i];
            }
        }
        return Arrays.copyOf(text, length);
    }

    private static long lines(byte[] text) {
        long lines = 0;
        for (byte octet : text) {
            if (octet == '\n') {
                lines++;
            }
        }
        return lines;
    }
}
