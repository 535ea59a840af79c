package ee.qmail.smtp;

import ee.qmail.contract.InboundMessage;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The message that DATA or the chunks of BDAT bring to a {@link SmtpSession}: at most one at a time, whose body is discarded exactly once.
 */
final class SmtpData {
    private final SmtpSession.Shell shell;
    private DataReceiver message;
    private Chunk chunk;
    /** Octets of the chunk that are still to come. */
    private long left;
    /** Null, or why the chunk is read in vain. */
    private Reply unwanted;
    /** Octets of all chunks that were read in vain. */
    private long wasted;

    SmtpData(SmtpSession.Shell shell) {
        this.shell = shell;
    }

    /** @param received the Received line on top */
    void begin(QueueId id, long databytes, String received, DataDecoder decoder) {
        message = new DataReceiver(id, shell.newBody(), databytes, decoder);
        message.begin(received);
    }

    boolean isBegun() {
        return message != null;
    }

    // ---- chunks (RFC 3030)

    /** A chunk of the message begins. */
    void chunk(Chunk next) {
        chunk = next;
        left = next.size();
        unwanted = null;
    }

    /** A chunk begins that is read in vain. */
    void waste(Chunk next, Reply reason) {
        chunk(next);
        unwanted = reason;
    }

    boolean isChunkComplete() {
        return left == 0;
    }

    /** Tells whether the chunk brings nothing. */
    boolean isChunkIdle() {
        return unwanted != null || chunk.size() == 0 && !chunk.last();
    }

    /**
     * Takes what the client sent of the chunk.
     *
     * @return whether it is complete
     * @throws RefusedException if the client must not go on
     */
    boolean receiveChunk(ByteBuffer octets) throws RefusedException {
        int count = (int) Math.min(left, octets.remaining());
        left -= count;
        if (unwanted == null) {
            int limit = octets.limit();
            octets.limit(octets.position() + count);
            try {
                receive(octets);
            } finally {
                octets.limit(limit);
            }
        } else {
            octets.position(octets.position() + count);
            wasted += count;
            if (wasted > DataReceiver.MAX_WASTED_OCTETS) {
                throw new RefusedException(unwanted, RefusedException.Weight.LAST);
            }
        }
        return left == 0;
    }

    /** The answer to a chunk that ends the transaction; null if it does not. */
    Reply chunkRefusal() {
        return unwanted != null ? unwanted : message.trouble();
    }

    /** The answer to a chunk that is not the last; null if it is the last. */
    Reply chunkReply() {
        return chunk.last() ? null : SmtpReply.chunk(chunk.size());
    }

    /** @throws RefusedException if the message breaks off in the middle of a line end */
    void endChunks() throws RefusedException {
        if (!message.end()) {
            throw new RefusedException(SmtpReply.BARE_CR, RefusedException.Weight.LAST);
        }
    }

    // ----

    /**
     * Takes what the client sent of the message.
     *
     * @return whether the final dot has come
     * @throws RefusedException if the client must not go on
     */
    boolean receive(ByteBuffer octets) throws RefusedException {
        DataDecoder.Progress progress = message.receive(octets);
        Reply breach = switch (progress) {
            case MORE -> message.isHopeless() ? message.refusal() : null;
            case END -> null;
            case BARE_LF -> SmtpReply.BARE_LF;
            case BARE_CR -> SmtpReply.BARE_CR;
            case NUL -> SmtpReply.NUL;
        };
        if (breach != null) {
            throw new RefusedException(breach, RefusedException.Weight.LAST);
        }
        return progress == DataDecoder.Progress.END;
    }

    /** After the final dot: null, or why the message is not taken. */
    Reply refusal() {
        return message.refusal();
    }

    InboundMessage message(Envelope envelope, Instant arrival) {
        return message.message(envelope, arrival);
    }

    /** Tells whether the header has lines that another delivery put there. */
    boolean isDeliveredBefore() {
        return message.isDeliveredBefore();
    }

    QueueId id() {
        return message.id();
    }

    /** Does nothing if there is no message. */
    void discard() {
        if (message == null) {
            return;
        }
        DataReceiver done = message;
        message = null;
        if (done.cause() != null) {
            trouble(done.cause());
        }
        try {
            done.body().discard();
        } catch (IOException e) {
            trouble(e);
        }
    }

    private void trouble(IOException cause) {
        shell.trouble("with a spooled message body", cause);
    }
}
