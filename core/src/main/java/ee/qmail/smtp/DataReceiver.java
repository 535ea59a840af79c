package ee.qmail.smtp;

import ee.qmail.contract.InboundMessage;
import ee.qmail.entity.TlsRequiredField;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.message.SpooledBody;
import ee.qmail.wire.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One message on its way in: decoder, hop count, the header's wish about TLS, size limit and the body it goes to. A message that cannot be kept is
 * read to its end all the same, so that the client sees the reply, but not for more than {@link #MAX_WASTED_OCTETS} octets.
 */
final class DataReceiver {
    /** Octets read in vain before the client is dropped. */
    static final long MAX_WASTED_OCTETS = 100L * 1024 * 1024;

    private final QueueId id;
    private final SpooledBody body;
    private final long limit;
    private final DataDecoder decoder;
    private final HopCounter hops = new HopCounter();
    private final TlsRequiredField tlsRequired = new TlsRequiredField();
    private long receivedLines;
    private long size;
    private long wasted;
    private Reply trouble;
    private IOException cause;

    /** @param limit octets as stored, without the Received line (SMTP-13); 0 means none */
    DataReceiver(QueueId id, SpooledBody body, long limit, DataDecoder decoder) {
        this.id = id;
        this.body = body;
        this.limit = limit;
        this.decoder = decoder;
    }

    void begin(String received) {
        byte[] octets = received.getBytes(StandardCharsets.US_ASCII);
        for (byte octet : octets) {
            receivedLines += octet == '\n' ? 1 : 0;
        }
        keep(octets, octets.length);
    }

    DataDecoder.Progress receive(ByteBuffer in) {
        return decoder.decode(in, this::text);
    }

    /** The last chunk has come; false if it ends in the middle of a line end. */
    boolean end() {
        return decoder.end(this::text);
    }

    private void text(byte[] octets, int length) {
        hops.text(octets, length);
        tlsRequired.text(octets, length);
        size += length;
        if (limit > 0 && size > limit && trouble == null) {
            trouble = SmtpReply.TOO_LARGE;
        }
        keep(octets, length);
    }

    private void keep(byte[] octets, int length) {
        if (trouble != null) {
            wasted += length;
            return;
        }
        try {
            body.write(octets, 0, length);
        } catch (IOException e) {
            diskTrouble(e);
        }
    }

    private void diskTrouble(IOException e) {
        trouble = SmtpReply.DISK_TROUBLE;
        cause = e;
    }

    /** Tells whether the client sends and sends what cannot be kept. */
    boolean isHopeless() {
        return wasted > MAX_WASTED_OCTETS;
    }

    /** While the message comes: null, or why it will not be taken. */
    Reply trouble() {
        return hops.isLooping() ? SmtpReply.TOO_MANY_HOPS : trouble;
    }

    /** After the final dot: null, or why the message is not taken. Loops first, then size, then storage (SMTP-15). */
    Reply refusal() {
        if (trouble == null) {
            try {
                body.close();
            } catch (IOException e) {
                diskTrouble(e);
            }
        }
        return trouble();
    }

    /** The error of the disk, or null. */
    IOException cause() {
        return cause;
    }

    InboundMessage message(Envelope envelope, Instant arrival) {
        return new InboundMessage(
                id, tlsRequired.tag(envelope), body, body.size() + receivedLines + decoder.lines(), arrival);
    }

    /** Tells whether the header has lines that another delivery put there. */
    boolean isDeliveredBefore() {
        return hops.isDeliveredBefore();
    }

    SpooledBody body() {
        return body;
    }

    QueueId id() {
        return id;
    }
}
