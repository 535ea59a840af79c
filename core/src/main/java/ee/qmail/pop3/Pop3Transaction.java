package ee.qmail.pop3;

import ee.qmail.maildir.MaildirMessage;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/** The commands of the TRANSACTION state (RFC 1939 section 5), one method each: what qmail-pop3d does. */
final class Pop3Transaction {
    /** Longer listings are sent with back-pressure, or a client that never reads could make us hoard them. */
    private static final int SHORT_LISTING = 20;

    private final Maildrop maildrop;
    private final ReadAhead readAhead;
    private InputStream sending;

    Pop3Transaction(Maildrop maildrop) {
        this.maildrop = maildrop;
        this.readAhead = new ReadAhead(maildrop);
    }

    Maildrop maildrop() {
        return maildrop;
    }

    /** The reply that the last command has left to be sent with back-pressure. */
    InputStream sending() {
        return sending;
    }

    /**
     * It has been sent.
     *
     * @return the cause of an {@code -ERR} instead of a message; null if there was none
     */
    IOException sent() {
        IOException trouble = sending instanceof MessageReply message ? message.trouble() : null;
        sending = null;
        return trouble;
    }

    Reply stat(String ignored) {
        return Pop3Reply.ok(maildrop.remaining() + " " + maildrop.octets());
    }

    Reply list(String argument) throws RefusedException {
        return list(Pop3Verb.LIST, argument, message -> Long.toString(message.wireSize()));
    }

    Reply uidl(String argument) throws RefusedException {
        return list(Pop3Verb.UIDL, argument, MaildirMessage::uniqueId);
    }

    private Reply list(Pop3Verb verb, String argument, Function<MaildirMessage, String> column)
            throws RefusedException {
        if (!argument.isEmpty()) {
            int number = message(verb, argument);
            return Pop3Reply.ok(number + " " + column.apply(maildrop.message(number)));
        }
        Listing listing = new Listing(maildrop, column);
        return maildrop.size() <= SHORT_LISTING ? new Reply(listing.toBytes()) : send(listing);
    }

    Reply retr(String argument) throws RefusedException {
        int number = message(Pop3Verb.RETR, argument);
        byte[] reply = readAhead.take(number);
        return reply != null ? new Reply(reply) : send(new MessageReply(() -> maildrop.retr(number), readAhead::fill));
    }

    Reply top(String argument) throws RefusedException {
        int space = argument.indexOf(' ');
        long lines = Pop3Text.number(argument.substring(space + 1).trim());
        if (space < 0 || lines < 0) {
            throw new RefusedException(Pop3Reply.syntax(Pop3Verb.TOP));
        }
        int number = message(Pop3Verb.TOP, argument.substring(0, space));
        return send(new MessageReply(() -> maildrop.top(number, lines), () -> {}));
    }

    private Reply send(InputStream reply) {
        sending = reply;
        return null;
    }

    Reply dele(String argument) throws RefusedException {
        maildrop.delete(message(Pop3Verb.DELE, argument));
        return Pop3Reply.OK;
    }

    Reply rset(String ignored) {
        maildrop.reset();
        return Pop3Reply.OK;
    }

    /** The message number of the argument (POP-8). */
    private int message(Pop3Verb verb, String argument) throws RefusedException {
        long number = Pop3Text.number(argument);
        if (number < 0) {
            throw new RefusedException(Pop3Reply.syntax(verb));
        }
        if (number == 0) {
            throw new RefusedException(Pop3Reply.COUNTED_FROM_1);
        }
        if (number > maildrop.size()) {
            throw new RefusedException(Pop3Reply.NOT_THAT_MANY);
        }
        if (maildrop.isDeleted((int) number)) {
            throw new RefusedException(Pop3Reply.ALREADY_DELETED);
        }
        return (int) number;
    }
}
