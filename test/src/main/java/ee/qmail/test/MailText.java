package ee.qmail.test;

import ee.qmail.address.AddressRules;
import ee.qmail.contract.BeanMail;
import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import ee.qmail.message.UnixLines;
import ee.qmail.rar.application.ParsedBeanMail;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A whole mail in memory, as the queue keeps it.
 *
 * @param body with LF line ends
 */
record MailText(Body body) {
    /** @param message with LF or CRLF line ends */
    static MailText of(byte[] message) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(message.length);
        try (UnixLines out = new UnixLines(lines)) {
            out.write(message);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return new MailText(Body.of(lines.toByteArray()));
    }

    /** The first address of From; empty if there is none, or the mail cannot be read. */
    Optional<String> author() {
        return first(Message::getFrom);
    }

    /** The first address of To; empty if there is none, or the mail cannot be read. */
    Optional<String> addressee() {
        return first(message -> message.getRecipients(Message.RecipientType.TO));
    }

    private interface Field {
        /** Null if there is none. */
        Address[] of(Message message) throws MessagingException;
    }

    private Optional<String> first(Field field) {
        try {
            Address[] found = field.of(mail("", "nobody").message());
            return Stream.ofNullable(found)
                    .flatMap(Stream::of)
                    .map(InternetAddress.class::cast)
                    .filter(address -> !address.isGroup())
                    .map(InternetAddress::getAddress)
                    .filter(address -> address.contains("@")
                            && AddressRules.ofRecipient(address).isEmpty())
                    .findFirst();
        } catch (MessagingException e) {
            return Optional.empty(); // a test may be about such a mail
        }
    }

    ParsedBeanMail mail(String sender, String recipient) {
        return ParsedBeanMail.inMemory(new BeanMail(QueueId.next(), sender, recipient, body, Instant.now()));
    }
}
