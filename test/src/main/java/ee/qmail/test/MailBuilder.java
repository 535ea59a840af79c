package ee.qmail.test;

import ee.qmail.address.AddressRules;
import ee.qmail.address.QuotedAddress;
import ee.qmail.api.InboundMail;
import ee.qmail.contract.BeanMail;
import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import ee.qmail.mime.EntryException;
import ee.qmail.mime.MailComposer;
import ee.qmail.rar.application.ParsedBeanMail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A mail in the making; {@link InboundMails#mail} begins one. Its id is fixed from the beginning: each call of
 * {@link #build} gives the same delivery again, with the same key, as the server does after a failure. For one thread at
 * a time.
 */
public final class MailBuilder {
    private static final String SENDER = "sender@example.net";
    private static final String RECIPIENT = "recipient@example.org";

    private final Map<String, Object> entries = new TreeMap<>();
    private QueueId id = QueueId.next();
    private String sender;
    private String recipient;
    private Instant arrival = Instant.now();
    private byte[] whole;
    private IOException trouble;
    private int attachments;

    MailBuilder() {}

    /**
     * Sets the sender of the envelope, and the field From unless {@link #from} does.
     *
     * @param address one address without brackets; empty for a bounce
     * @return this
     * @throws IllegalArgumentException if it is no address
     */
    public MailBuilder sender(String address) {
        require(AddressRules.ofSender(address));
        sender = address;
        return this;
    }

    /**
     * Sets the recipient of the envelope, the one of the addresses of the bean to which this mail was sent; and the
     * field To unless {@link #to} does.
     *
     * @param address one address without brackets, which beans see in lower case
     * @return this
     * @throws IllegalArgumentException if it is no address
     */
    public MailBuilder recipient(String address) {
        require(AddressRules.ofRecipient(address));
        recipient = address.toLowerCase(Locale.ROOT);
        return this;
    }

    private static void require(Optional<AddressRules.Problem> problem) {
        problem.ifPresent(known -> {
            throw new IllegalArgumentException(known.text());
        });
    }

    /**
     * Sets the field From.
     *
     * @param author as a header has it, such as {@code Ana <ana@example.net>}
     * @return this
     */
    public MailBuilder from(String author) {
        return entry("from", author);
    }

    /**
     * Sets the field To, which names all recipients of a mail; each of them gets a delivery of its own.
     *
     * @param addresses as a header has them
     * @return this
     */
    public MailBuilder to(String... addresses) {
        return entry("to", String.join(", ", addresses));
    }

    /**
     * Sets the field Subject.
     *
     * @param subject one line
     * @return this
     */
    public MailBuilder subject(String subject) {
        return entry("subject", subject);
    }

    /**
     * Sets the plain text.
     *
     * @param text with any line ends
     * @return this
     */
    public MailBuilder text(String text) {
        return entry("text", text);
    }

    /**
     * Sets the text as HTML; with {@link #text} the mail has both, as alternatives.
     *
     * @param html the whole page
     * @return this
     */
    public MailBuilder html(String html) {
        return entry("html", html);
    }

    /**
     * Adds a field to the header.
     *
     * @param name of the field, but none of those that other methods set
     * @param value decoded; a field of this name is made of each line of it
     * @return this
     */
    public MailBuilder header(String name, String value) {
        return entry("header." + name, value);
    }

    /**
     * Attaches a file.
     *
     * @param name that the sender gives it
     * @param type media type such as {@code image/png}
     * @param content octets
     * @return this
     */
    public MailBuilder attachment(String name, String type, byte[] content) {
        String prefix = "attachment." + ++attachments + ".";
        entry(prefix + "name", name);
        entry(prefix + "type", type);
        return entry(prefix + "data", content.clone());
    }

    /**
     * Attaches a text file.
     *
     * @param name that the sender gives it
     * @param type media type such as {@code text/csv}
     * @param content in UTF-8
     * @return this
     */
    public MailBuilder attachment(String name, String type, String content) {
        return attachment(name, type, content.getBytes(StandardCharsets.UTF_8));
    }

    private MailBuilder entry(String name, Object value) {
        if (whole != null) {
            throw new IllegalStateException(name + ": the whole message is given already, and has it or not");
        }
        entries.put(name, value);
        return this;
    }

    /**
     * Takes a whole message, of which nothing is changed, instead of parts of one.
     *
     * @param message text as RFC 5322 has it, with LF or CRLF line ends; it may be as broken as mail can be
     * @return this
     */
    public MailBuilder message(byte[] message) {
        if (!entries.isEmpty()) {
            throw new IllegalStateException("the whole message: must be given alone, and there is "
                    + entries.keySet().iterator().next() + " already");
        }
        whole = message.clone();
        return this;
    }

    /**
     * Takes a whole message, as {@link #message(byte[])} does.
     *
     * @param message text as RFC 5322 has it, in UTF-8
     * @return this
     */
    public MailBuilder message(String message) {
        return message(message.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets the key of the delivery, and with it id and recipient.
     *
     * @param key id and recipient, such as {@code 17/orders@example.org}
     * @return this
     * @throws IllegalArgumentException if it is none
     */
    public MailBuilder key(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "key '" + key + "': must be id and recipient, such as 17/orders@example.org");
        }
        id = QueueId.parse(key.substring(0, slash));
        return recipient(key.substring(slash + 1));
    }

    /**
     * Sets the time when the server took the mail, instead of now.
     *
     * @param time of arrival
     * @return this
     */
    public MailBuilder arrival(Instant time) {
        arrival = time;
        return this;
    }

    /**
     * Lets every attempt to read the mail fail, as a disk does that is broken now: a bean must fail too, so that the
     * mail comes again. Envelope, key and size are known all the same.
     *
     * @return this
     */
    public MailBuilder unreadable() {
        trouble = new IOException("the mail cannot be read, as the test wants it");
        return this;
    }

    /**
     * Makes the mail.
     *
     * @return the mail as a bean is given it, valid as long as it is referred to; each call gives another object of the
     *     same delivery
     * @throws IllegalArgumentException if a part of it cannot be written into a mail
     */
    public InboundMail build() {
        MailText text = MailText.of(whole == null ? composed() : whole);
        String from = sender != null ? sender : text.author().orElse(SENDER);
        String to = recipient != null ? recipient : text.addressee().orElse(RECIPIENT);
        Body body =
                trouble == null ? text.body() : new UnreadableBody(text.body().size(), trouble);
        return ParsedBeanMail.inMemory(new BeanMail(id, from, to.toLowerCase(Locale.ROOT), body, arrival));
    }

    private byte[] composed() {
        Map<String, Object> all = new TreeMap<>(entries);
        String author = sender == null ? SENDER : sender;
        if (!author.isEmpty()) {
            all.putIfAbsent("from", QuotedAddress.of(author));
        }
        all.putIfAbsent("to", QuotedAddress.of(recipient == null ? RECIPIENT : recipient));
        try {
            return MailComposer.compose(all);
        } catch (EntryException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private record UnreadableBody(long size, IOException trouble) implements Body {
        @Override
        public InputStream open() throws IOException {
            throw trouble;
        }
    }
}
