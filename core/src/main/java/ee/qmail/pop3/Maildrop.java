package ee.qmail.pop3;

import ee.qmail.maildir.Maildir;
import ee.qmail.maildir.MaildirMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;

/**
 * The messages of one session, fixed at login, counted from 1, and which of them are marked as deleted. Touches the disk
 * only in {@link #open}.
 */
final class Maildrop {
    private final Maildir maildir;
    private final List<MaildirMessage> messages;
    private final BitSet deleted = new BitSet();
    private int remaining;
    private long octets;

    Maildrop(Maildir maildir, List<MaildirMessage> messages) {
        this.maildir = maildir;
        this.messages = messages;
        reset();
    }

    Maildir maildir() {
        return maildir;
    }

    /** All messages, deleted ones too. */
    int size() {
        return messages.size();
    }

    /** Messages not marked as deleted. */
    int remaining() {
        return remaining;
    }

    /** Octets of {@link #remaining} on the wire. */
    long octets() {
        return octets;
    }

    MaildirMessage message(int number) {
        return messages.get(number - 1);
    }

    boolean isDeleted(int number) {
        return deleted.get(number);
    }

    void delete(int number) {
        deleted.set(number);
        remaining--;
        octets -= message(number).wireSize();
    }

    void reset() {
        deleted.clear();
        remaining = messages.size();
        octets = messages.stream().mapToLong(MaildirMessage::wireSize).sum();
    }

    /**
     * The reply to RETR or TOP.
     *
     * @param bodyLines {@link WireStream#ALL}, or how many
     * @param firstLine with its CRLF
     */
    InputStream open(int number, long bodyLines, byte[] firstLine) throws IOException {
        MaildirMessage message = message(number);
        return new WireStream(maildir.open(message), message.size(), bodyLines, firstLine);
    }
}
