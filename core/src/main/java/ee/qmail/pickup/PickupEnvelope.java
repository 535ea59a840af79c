package ee.qmail.pickup;

import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The beginning of a file in the maildrop: the envelope as qmail-queue takes it (QQ-3), with the wishes about notifications (RFC 3461), if there are some. Each
 * field is a letter, a text and NUL: {@code F} sender, {@code R} RET, {@code V} ENVID in xtext, then for each recipient {@code T} and its address, {@code N} and
 * {@link Notify#text()}; a NUL ends it.
 */
final class PickupEnvelope {
    /** Of a file that some program has left (QQ-3); what may be in it is asked when it is taken. */
    private static final int LONGEST_TEXT = 1002;

    private static final int MAX_RECIPIENTS = 100_000;

    private final InputStream in;
    private final Path file;
    private long count;

    private PickupEnvelope(InputStream in, Path file) {
        this.in = in;
        this.file = file;
    }

    /** @param octets of the file that the envelope takes */
    record Head(Envelope envelope, long octets) {}

    static byte[] encode(Envelope envelope) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        put(octets, 'F', envelope.sender());
        envelope.attributes().get(Attribute.RET).ifPresent(ret -> put(octets, 'R', ret));
        envelope.attributes().get(Attribute.ENVID).ifPresent(envid -> put(octets, 'V', envid));
        for (String recipient : envelope.recipients()) {
            put(octets, 'T', recipient);
            Notify notify = envelope.notifies().get(recipient);
            if (notify != null) {
                put(octets, 'N', notify.text());
            }
        }
        octets.write(0);
        return octets.toByteArray();
    }

    private static void put(ByteArrayOutputStream octets, char kind, String text) {
        octets.write(kind);
        octets.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        octets.write(0);
    }

    /**
     * @param in buffered
     * @param file it comes from, for the text of the exception
     * @throws IllegalArgumentException if it does not begin with an envelope
     */
    static Head read(InputStream in, Path file) throws IOException {
        PickupEnvelope reader = new PickupEnvelope(in, file);
        return new Head(reader.envelope(), reader.count);
    }

    private Envelope envelope() throws IOException {
        require(read() == 'F');
        String sender = text();
        Attributes attributes = Attributes.NONE;
        int kind = read();
        if (kind == 'R') {
            String ret = text();
            require(DsnWishes.isRet(ret));
            attributes = attributes.with(Attribute.RET, ret);
            kind = read();
        }
        if (kind == 'V') {
            String envid = text();
            require(DsnWishes.isEnvid(envid));
            attributes = attributes.with(Attribute.ENVID, envid);
            kind = read();
        }
        List<String> recipients = new ArrayList<>();
        Map<String, Notify> notifies = new HashMap<>();
        while (kind == 'T') {
            require(recipients.size() < MAX_RECIPIENTS);
            recipients.add(text());
            kind = read();
            if (kind == 'N') {
                notifies.merge(recipients.get(recipients.size() - 1), notify(text()), Notify::or);
                kind = read();
            }
        }
        require(kind == 0);
        return new Envelope(sender, recipients, attributes, notifies);
    }

    private Notify notify(String text) {
        try {
            return Notify.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("maildrop " + file + ": " + e.getMessage(), e);
        }
    }

    private String text() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int octet = read(); octet != 0; octet = read()) {
            require(text.size() < LONGEST_TEXT);
            text.write(octet);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private int read() throws IOException {
        int octet = in.read();
        require(octet >= 0);
        count++;
        return octet;
    }

    private void require(boolean right) {
        if (!right) {
            throw new IllegalArgumentException(
                    "maildrop " + file
                            + ": must begin with an envelope: F, sender, NUL; R, FULL or HDRS, NUL, and V, xtext, NUL, if wanted; T, recipient, NUL for each; NUL");
        }
    }
}
