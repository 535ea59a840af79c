package ee.qmail.transport;

import ee.qmail.api.Dsn;
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
import java.util.stream.IntStream;

/**
 * A message that names its envelope sender, its key and its wishes about notifications (RFC 3461) itself, as {@code SMTPMessage} does for SMTP: for a session that
 * is used for many messages, such as {@code mail/qmail}. What it does not name is as in {@link QmailTransport}. With a transport other than that,
 * all of it is without effect. As {@link MimeMessage}, not safe for use by several threads.
 */
public class QmailMessage extends MimeMessage {
    /** Nobody is to be told of anything. */
    public static final int NOTIFY_NEVER = -1;

    /** The sender is to be told of each recipient who has got the mail. */
    public static final int NOTIFY_SUCCESS = 1;

    /** The sender is to be told of each recipient who cannot get the mail. */
    public static final int NOTIFY_FAILURE = 2;

    /** The sender is to be told of each recipient whose mail waits for long. */
    public static final int NOTIFY_DELAY = 4;

    /** With a failure the whole mail comes back. */
    public static final int RETURN_FULL = 1;

    /** With a failure the header of the mail comes back. */
    public static final int RETURN_HDRS = 2;

    private static final List<String> CONDITIONS = List.of("SUCCESS", "FAILURE", "DELAY");
    private static final List<String> RETURNS = List.of("FULL", "HDRS");

    private static final Pattern ID = Pattern.compile("<[!-;=?-~]{1,250}>");
    private static final Pattern PLAIN = Pattern.compile("[^\\s\"(),:;<>@\\[\\]\\\\]+");
    private static final int MAX_REFERENCES = 10;

    private String envelopeFrom;
    private String key;
    private int notifyOptions;
    private int returnOption;
    private Dsn dsn = Dsn.NONE;

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

    /**
     * Returns the cases of which the sender is to be told.
     *
     * @return as they were set; 0 if they were not
     */
    public int getNotifyOptions() {
        return notifyOptions;
    }

    /**
     * Says of what the sender of the envelope is to be told (NOTIFY), for all recipients. The values are those of {@code SMTPMessage}.
     *
     * @param options {@link #NOTIFY_NEVER}, or a sum of {@link #NOTIFY_SUCCESS}, {@link #NOTIFY_FAILURE} and {@link #NOTIFY_DELAY}; 0: the session's {@code
     *     mail.qmail.dsn.notify}, or failures
     * @throws IllegalArgumentException if it is another number
     */
    public void setNotifyOptions(int options) {
        if (options < NOTIFY_NEVER || options > (NOTIFY_SUCCESS | NOTIFY_FAILURE | NOTIFY_DELAY)) {
            throw new IllegalArgumentException("notify options " + options
                    + ": must be NOTIFY_NEVER, or a sum of NOTIFY_SUCCESS, NOTIFY_FAILURE and NOTIFY_DELAY");
        }
        String wanted = IntStream.range(0, CONDITIONS.size())
                .filter(bit -> (options & 1 << bit) != 0)
                .mapToObj(CONDITIONS::get)
                .collect(Collectors.joining(","));
        dsn = dsn.withNotify(options == NOTIFY_NEVER ? "NEVER" : options == 0 ? null : wanted);
        notifyOptions = options;
    }

    /**
     * Returns how much of the mail comes back.
     *
     * @return as it was set; 0 if it was not
     */
    public int getReturnOption() {
        return returnOption;
    }

    /**
     * Says how much of the mail comes back with a failure (RET). The values are those of {@code SMTPMessage}.
     *
     * @param option {@link #RETURN_FULL} or {@link #RETURN_HDRS}; 0: the session's {@code mail.qmail.dsn.ret}, or the whole mail
     * @throws IllegalArgumentException if it is another number
     */
    public void setReturnOption(int option) {
        if (option < 0 || option > RETURNS.size()) {
            throw new IllegalArgumentException(
                    "return option " + option + ": must be RETURN_FULL or RETURN_HDRS, or 0 for neither");
        }
        dsn = dsn.withRet(option == 0 ? null : RETURNS.get(option - 1));
        returnOption = option;
    }

    /**
     * Returns the name of the mail in notifications.
     *
     * @return as it was set; null if it was not
     */
    public String getEnvelopeId() {
        return dsn.envid();
    }

    /**
     * Names the mail in notifications, which have the name as Original-Envelope-Id (ENVID).
     *
     * @param id 1 to 100 printable characters of ASCII; null: the session's {@code mail.qmail.dsn.envid}, or none
     * @throws IllegalArgumentException if it has others
     */
    public void setEnvelopeId(String id) {
        dsn = dsn.withEnvid(id);
    }

    static Dsn dsn(Message message) {
        return message instanceof QmailMessage own ? own.dsn : Dsn.NONE;
    }

    static String envelopeFrom(Message message) {
        return message instanceof QmailMessage own ? own.envelopeFrom : null;
    }

    static String key(Message message) {
        return message instanceof QmailMessage own ? own.key : null;
    }
}
