package ee.qmail.pop3;

import ee.qmail.maildir.MaildirMessage;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.function.Function;

/** The commands of the TRANSACTION state (RFC 1939 section 5), one method each: what qmail-pop3d does. */
final class Pop3Transaction {
    /** Longer listings are sent with back-pressure, or a client that never reads could make us hoard them. */
    private static final int SHORT_LISTING = 20;

    private final Maildrop maildrop;
    private final Consumer<byte[]> write;
    private final Consumer<InputStream> send;
    private final ReadAhead readAhead;

    Pop3Transaction(Maildrop maildrop, Consumer<byte[]> write, Consumer<InputStream> send) {
        this.maildrop = maildrop;
        this.write = write;
        this.send = send;
        this.readAhead = new ReadAhead(maildrop);
    }

    Maildrop maildrop() {
        return maildrop;
    }

    void execute(Pop3Verb verb, String argument) {
        switch (verb) {
            case STAT -> write.accept(Pop3Reply.ok(maildrop.remaining() + " " + maildrop.octets()));
            case LIST -> list(verb, argument, message -> Long.toString(message.wireSize()));
            case UIDL -> list(verb, argument, MaildirMessage::uniqueId);
            case RETR -> retr(argument);
            case TOP -> top(argument);
            case DELE -> dele(argument);
            case RSET -> rset();
            default -> throw new IllegalArgumentException(verb + " does not belong to the TRANSACTION state");
        }
    }

    private void list(Pop3Verb verb, String argument, Function<MaildirMessage, String> column) {
        if (!argument.isEmpty()) {
            int number = message(verb, argument);
            if (number > 0) {
                write.accept(Pop3Reply.ok(number + " " + column.apply(maildrop.message(number))));
            }
            return;
        }
        Listing listing = new Listing(maildrop, column);
        if (maildrop.size() <= SHORT_LISTING) {
            write.accept(listing.toBytes());
        } else {
            send.accept(listing);
        }
    }

    private void retr(String argument) {
        int number = message(Pop3Verb.RETR, argument);
        if (number == 0) {
            return;
        }
        byte[] reply = readAhead.take(number);
        if (reply != null) {
            write.accept(reply);
        } else {
            send.accept(new MessageReply(() -> maildrop.retr(number), readAhead::fill));
        }
    }

    private void top(String argument) {
        int space = argument.indexOf(' ');
        long lines = Pop3Text.number(argument.substring(space + 1).trim());
        if (space < 0 || lines < 0) {
            write.accept(Pop3Reply.syntax(Pop3Verb.TOP));
            return;
        }
        int number = message(Pop3Verb.TOP, argument.substring(0, space));
        if (number > 0) {
            send.accept(new MessageReply(() -> maildrop.top(number, lines), () -> {}));
        }
    }

    private void dele(String argument) {
        int number = message(Pop3Verb.DELE, argument);
        if (number > 0) {
            maildrop.delete(number);
            write.accept(Pop3Reply.OK.octets());
        }
    }

    private void rset() {
        maildrop.reset();
        write.accept(Pop3Reply.OK.octets());
    }

    /** The message number of the argument; 0 if there is no such message, which has been answered then (POP-8). */
    private int message(Pop3Verb verb, String argument) {
        long number = Pop3Text.number(argument);
        if (number < 0) {
            write.accept(Pop3Reply.syntax(verb));
        } else if (number == 0) {
            write.accept(Pop3Reply.COUNTED_FROM_1.octets());
        } else if (number > maildrop.size()) {
            write.accept(Pop3Reply.NOT_THAT_MANY.octets());
        } else if (maildrop.isDeleted((int) number)) {
            write.accept(Pop3Reply.ALREADY_DELETED.octets());
        } else {
            return (int) number;
        }
        return 0;
    }
}
