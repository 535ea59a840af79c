package ee.qmail.transport;

import ee.qmail.api.InboundMail;
import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A message that names its envelope sender and its key itself, as {@code SMTPMessage} does for SMTP: for a session that is used for
 * many messages, such as {@code mail/qmail}. What it does not name is as in {@link QmailTransport}. With a transport other than that,
 * both are without effect. As {@link MimeMessage}, not safe for use by several threads.
 */
public class QmailMessage extends MimeMessage {
    private static final Pattern ID = Pattern.compile("<[!-;=?-~]{1,250}>");
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"(),:;<>@\\[\\]\\\\]+");
    private static final int MAX_REFERENCES = 10;

    private String envelopeFrom;
    private String key;

    /**
     * Makes an empty message.
     *
     * @param session whose properties count for what the message does not name
     */
    public QmailMessage(Session session) {
        super(session);
    }

    /**
     * Reads a message.
     *
     * @param session whose properties count for what the message does not name
     * @param text the message (RFC 5322), read to its end, not closed
     * @throws MessagingException if it cannot be read or is not what MIME allows
     */
    public QmailMessage(Session session, InputStream text) throws MessagingException {
        super(session, text);
    }

    /**
     * Copies a message.
     *
     * @param source copied with its header, not with its envelope
     * @throws MessagingException if it cannot be read
     */
    public QmailMessage(MimeMessage source) throws MessagingException {
        super(source);
    }

    /**
     * Begins an automatic answer (RFC 3834): to the sender of the envelope, from the address that the mail came to, within its thread, marked
     * as automatic, and without a sender of the envelope, so that nobody answers it. Its key is made of the mail's: a mail that comes
     * again is answered once. The text is still to be set.
     *
     * @param session that the answer is sent with
     * @param mail to be answered
     * @return the answer; empty if no program should answer the mail, see {@link InboundMail#isAutomatic}
     * @throws MessagingException if the header of the mail has too much of something; an {@link
     *     jakarta.mail.internet.AddressException} if its sender or recipient is an address that Jakarta Mail does not take
     */
    public static Optional<QmailMessage> answer(Session session, InboundMail mail) throws MessagingException {
        if (mail.isAutomatic()) {
            return Optional.empty();
        }
        QmailMessage answer = new QmailMessage(session);
        answer.setEnvelopeFrom("");
        answer.setKey("answer/" + mail.key());
        answer.setFrom(new InternetAddress(quoted(mail.recipient())));
        answer.setRecipient(RecipientType.TO, new InternetAddress(mail.sender()));
        answer.setSubject(prefixed("Re: ", mail), "UTF-8");
        answer.setHeader("Auto-Submitted", "auto-replied");
        List<String> thread = ids(mail, "References");
        List<String> own = ids(mail, "Message-ID");
        if (!own.isEmpty()) {
            answer.setHeader("In-Reply-To", own.get(0));
            thread.add(own.get(0));
            List<String> last = thread.subList(Math.max(0, thread.size() - MAX_REFERENCES), thread.size());
            answer.setHeader("References", MimeUtility.fold(12, String.join(" ", last)));
        }
        return Optional.of(answer);
    }

    /**
     * Begins a mail that has another inside of it, as it came ({@code message/rfc822}). It is read when this is sent, and not held in memory.
     * Sender and recipients are still to be set.
     *
     * @param session that it is sent with
     * @param mail to be forwarded; it must be sent before {@link ee.qmail.api.MailListener#onMail} returns
     * @param text what stands before it
     * @return the message
     * @throws MessagingException if the header of the mail has too much of something
     */
    public static QmailMessage forward(Session session, InboundMail mail, String text) throws MessagingException {
        MimeBodyPart words = new MimeBodyPart();
        words.setText(text, "UTF-8");
        MimeBodyPart whole = new MimeBodyPart();
        whole.setDataHandler(new DataHandler(new WholeMail(mail)));
        QmailMessage forward = new QmailMessage(session);
        forward.setSubject(prefixed("Fwd: ", mail), "UTF-8");
        forward.setContent(new MimeMultipart(words, whole));
        return forward;
    }

    /** A recipient stands without quotes, a header wants them. */
    private static String quoted(String address) {
        int at = address.lastIndexOf('@');
        String local = address.substring(0, Math.max(at, 0));
        return PLAIN.matcher(local).matches() || local.startsWith("\"")
                ? address
                : '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"' + address.substring(at);
    }

    private static String prefixed(String prefix, InboundMail mail) throws MessagingException {
        String subject = mail.header("Subject").orElse("");
        return subject.regionMatches(true, 0, prefix, 0, prefix.length() - 1) ? subject : prefix + subject;
    }

    /** Those of a field that are ids; the rest may be anything. */
    private static List<String> ids(InboundMail mail, String field) throws MessagingException {
        return ID.matcher(mail.header(field).orElse(""))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private record WholeMail(InboundMail mail) implements DataSource {
        @Override
        public InputStream getInputStream() throws IOException {
            return mail.open();
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException("a mail that has come is not written");
        }

        @Override
        public String getContentType() {
            return "message/rfc822";
        }

        @Override
        public String getName() {
            return mail.id();
        }
    }

    /**
     * Returns the envelope sender.
     *
     * @return as it was set; null if it was not
     */
    public String getEnvelopeFrom() {
        return envelopeFrom;
    }

    /**
     * Names the address that is told when the mail cannot be delivered (RFC 5321 section 4.4), such as one for each recipient of a
     * newsletter (VERP). Sending checks it.
     *
     * @param address of at most 1,024 characters; empty: nobody is told; null: the session's {@code mail.qmail.from}, or the field From
     */
    public void setEnvelopeFrom(String address) {
        envelopeFrom = address;
    }

    /**
     * Returns the key.
     *
     * @return as it was set; null if it was not
     */
    public String getKey() {
        return key;
    }

    /**
     * Names the mail for ever: one that is sent again under the same key, by whatever message, goes out once. It is {@code qmail_key} of
     * docs/jms.md. A copy to each of several recipients needs a key of its own.
     *
     * @param key such as {@code order/17/confirmation}, the same for all applications; null: the session's {@code mail.qmail.key}, or none
     */
    public void setKey(String key) {
        this.key = key;
    }

    static String envelopeFrom(Message message) {
        return message instanceof QmailMessage own ? own.envelopeFrom : null;
    }

    static String key(Message message) {
        return message instanceof QmailMessage own ? own.key : null;
    }
}
