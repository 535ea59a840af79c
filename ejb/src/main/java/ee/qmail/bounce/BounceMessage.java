package ee.qmail.bounce;

import ee.qmail.address.AddressRules;
import ee.qmail.address.QuotedAddress;
import ee.qmail.contract.InboundMessage;
import ee.qmail.control.Controls;
import ee.qmail.maildir.WireSize;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.message.SpooledBody;
import ee.qmail.message.UnixLines;
import ee.qmail.routing.Rewriting;
import ee.qmail.routing.Verp;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A bounce: qmail's text for people (QSBMF, BN-3 to BN-5), a status for programs (RFC 3464) and the whole original
 * message, as multipart/report (RFC 6522); or a notification of another {@link ReportKind}, in the same form. Only the header of the original comes back where
 * nothing has failed, where the sender wanted no more (RFC 3461 4.3), and where they demanded TLS (RFC 8689 5). Immutable.
 */
public final class BounceMessage {
    static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss '-0000'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final ReportKind kind;
    private final Envelope original;
    private final List<DeliveryReport> reports;
    private final Body body;
    private final Controls controls;
    private final QueueId id;
    private final Clock clock;
    private final Instant until;

    /**
     * @param original envelope of the message that failed
     * @param failed the reports on the recipients that are given up, their addresses as rewritten
     * @param body of the message that failed
     * @param id of the bounce itself, for its Message-ID
     * @throws IllegalArgumentException if nobody is to get a bounce, or none failed
     */
    public BounceMessage(
            Envelope original, List<DeliveryReport> failed, Body body, Controls controls, QueueId id, Clock clock) {
        this(ReportKind.FAILED, original, failed, body, controls, id, clock, null);
    }

    /**
     * A notification of any kind.
     *
     * @param reports on the recipients it is about, their addresses as rewritten
     * @param until when the message is given up, for one that is delayed
     * @throws IllegalArgumentException if nobody is to get it, or it is about nobody
     */
    public BounceMessage(
            ReportKind kind,
            Envelope original,
            List<DeliveryReport> reports,
            Body body,
            Controls controls,
            QueueId id,
            Clock clock,
            Instant until) {
        if (original.isDoubleBounce() || reports.isEmpty()) {
            throw new IllegalArgumentException("bounce to '" + original.sender() + "' with " + reports.size()
                    + " reports: needs a message that is" + " not a double bounce, and at least one report");
        }
        this.kind = kind;
        this.original = original;
        this.reports = List.copyOf(reports);
        this.body = body;
        this.controls = controls;
        this.id = id;
        this.clock = clock;
        this.until = until;
    }

    /**
     * To whom the bounce of a message goes (BN-1): to its sender; if it is a bounce itself, to the postmaster, and there too if no
     * mail can go to its sender.
     *
     * @return nothing is to be told of what becomes of it (RFC 3461 6.2); empty for a double bounce: its failure is only logged
     */
    public static Optional<Envelope> envelope(Envelope original, Controls controls) {
        if (original.isDoubleBounce()) {
            return Optional.empty();
        }
        if (hasSender(original)) {
            return Optional.of(notification("", Verp.bounceAddress(original.sender()), tag(original)));
        }
        String postmaster = controls.doublebounceto() + "@" + controls.doublebouncehost();
        return Optional.of(notification(Envelope.DOUBLE_BOUNCE_SENDER, postmaster, tag(original)));
    }

    private static Envelope notification(String sender, String recipient, Attributes tag) {
        return new Envelope(sender, List.of(recipient), tag).notifying(Map.of(recipient, Notify.NEVER));
    }

    /** It tells of the original, so that it needs the same protection (RFC 8689 5), or the same lack of it. */
    private static Attributes tag(Envelope original) {
        return original.attributes()
                .get(Attribute.REQUIRETLS)
                .map(value -> Attributes.NONE.with(Attribute.REQUIRETLS, value))
                .orElse(Attributes.NONE);
    }

    /** Tells whether there is somebody whom a notification can be sent to. */
    public static boolean hasSender(Envelope original) {
        return !original.isBounce()
                && !original.isDoubleBounce()
                && AddressRules.ofRecipient(Verp.bounceAddress(original.sender()))
                        .isEmpty();
    }

    /**
     * The bounce, ready for the queue.
     *
     * @param spool where its text goes; for the caller to discard
     */
    public InboundMessage inbound(SpooledBody spool) throws IOException {
        WireSize wireSize = new WireSize();
        writeTo(wireSize.counting(spool));
        spool.close();
        return new InboundMessage(
                id, envelope(original, controls).orElseThrow(), spool, wireSize.wire(), clock.instant());
    }

    /**
     * Writes the bounce with LF line ends. The original is streamed; a CR LF inside it becomes LF.
     *
     * @param out is flushed, not closed
     * @throws IOException if the original cannot be read or {@code out} not be written to
     */
    public void writeTo(OutputStream out) throws IOException {
        UnixLines unix = new UnixLines(out);
        try {
            message().writeTo(unix);
        } catch (MessagingException e) {
            throw new IOException("bounce " + id + ": cannot be put together", e);
        }
        unix.end();
    }

    private MimeMessage message() throws MessagingException {
        String host = controls.bouncehost();
        String recipient =
                envelope(original, controls).orElseThrow().recipients().get(0);
        MimeMessage message = new FixedIdMessage();
        message.setHeader("Date", DATE.format(clock.instant()));
        message.setHeader("From", QuotedAddress.of(controls.bouncefrom() + "@" + host));
        message.setHeader("To", QuotedAddress.of(recipient));
        message.setHeader("Subject", kind.subject());
        message.setHeader("Message-ID", "<" + id + ".qmail@" + host + ">");
        message.setHeader("Auto-Submitted", "auto-replied");
        if (original.isTlsWaived()) {
            message.setHeader("TLS-Required", "No");
        }
        try {
            OriginalSource copy = new OriginalSource(original.sender(), body, isHeaderOnly());
            boolean eightBit = copy.isEightBit();
            message.setContent(parts(host, copy, eightBit));
            if (eightBit) {
                // An entity that encloses 8-bit data must say so (RFC 2045 section 6.4).
                message.setHeader("Content-Transfer-Encoding", "8bit");
            }
        } catch (IOException e) {
            throw new MessagingException("original of bounce " + id + ": cannot be read", e);
        }
        message.saveChanges();
        return message;
    }

    private boolean isHeaderOnly() {
        return kind != ReportKind.FAILED
                || original.isTlsRequired()
                || original.attributes().get(Attribute.RET).equals(Optional.of("HDRS"));
    }

    private ReportMultipart parts(String host, OriginalSource source, boolean eightBit) throws MessagingException {
        Rewriting rewriting = new Rewriting(controls);
        List<DeliveryReport> shown = reports.stream()
                .map(report -> report.to(rewriting.display(report.recipient())))
                .toList();
        String text = kind.text(host, original.isBounce(), shown);
        String status = new DeliveryStatus(kind, original, until).of(host, reports, shown);
        ReportMultipart parts = new ReportMultipart();
        parts.addBodyPart(new TextSource("text/plain; charset=utf-8", text).asPart());
        parts.addBodyPart(new TextSource("message/delivery-status", status).asPart());
        MimeBodyPart copy = new MimeBodyPart();
        copy.setDataHandler(new DataHandler(source));
        if (eightBit) {
            copy.setHeader("Content-Transfer-Encoding", "8bit");
        }
        parts.addBodyPart(copy);
        return parts;
    }

    /** A message that keeps the Message-ID it is given. */
    private static final class FixedIdMessage extends MimeMessage {
        FixedIdMessage() {
            super(Session.getInstance(utf8()));
        }

        /** Addresses in a header may be UTF-8 (RFC 6532). */
        private static Properties utf8() {
            Properties properties = new Properties();
            properties.setProperty("mail.mime.allowutf8", "true");
            return properties;
        }

        @Override
        protected void updateMessageID() {
            // It was set from the queue id, so that a repeated step makes no second message.
        }
    }
}
