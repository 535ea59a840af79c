package ee.qmail.smtp;

import ee.qmail.contract.InboundMessage;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** The DATA part of a {@link SmtpSession}: at most one message at a time, whose body is discarded exactly once. */
final class SmtpData {
    private final SmtpSession.Shell shell;
    private DataReceiver message;

    SmtpData(SmtpSession.Shell shell) {
        this.shell = shell;
    }

    /** @param received the Received line on top */
    void begin(QueueId id, long databytes, String received) {
        message = new DataReceiver(id, shell.newBody(), databytes);
        message.begin(received);
    }

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
