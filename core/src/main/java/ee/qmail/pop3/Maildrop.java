package ee.qmail.pop3;

import ee.qmail.maildir.Maildir;
import ee.qmail.maildir.MaildirMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The messages of one session, fixed at login, counted from 1, and which of them are marked as deleted. Touches the disk
 * only where a message is read; one that turns out to have other sizes than it was listed with has these from then on. Not the directory {@code maildrop/}, which is
 * {@code PickupDirectory}.
 */
final class Maildrop {
    private final Maildir maildir;
    private final List<MaildirMessage> messages;
    private final BitSet deleted = new BitSet();
    private int remaining;
    private long octets;

    Maildrop(Maildir maildir, List<MaildirMessage> messages) {
        this.maildir = maildir;
        this.messages = new ArrayList<>(messages);
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

    /** The reply to RETR; its first line tells the octets that the file has now. */
    InputStream retr(int number) throws IOException {
        Maildir.Opened opened = open(number);
        byte[] firstLine = Pop3Reply.ok(opened.message().wireSize() + " octets").octets();
        return new WireStream(opened.text(), opened.message().size(), WireStream.ALL, firstLine);
    }

    /** The reply to TOP. */
    InputStream top(int number, long bodyLines) throws IOException {
        Maildir.Opened opened = open(number);
        return new WireStream(opened.text(), opened.message().size(), bodyLines, Pop3Reply.OK.octets());
    }

    /**
     * The reply to RETR, if it is a small one.
     *
     * @param most octets
     * @return null if the message has more
     */
    byte[] retrSmall(int number, long most) throws IOException {
        Maildir.Opened opened = open(number);
        byte[] firstLine = Pop3Reply.ok(opened.message().wireSize() + " octets").octets();
        try (InputStream reply = new WireStream(opened.text(), opened.message().size(), WireStream.ALL, firstLine)) {
            if (opened.message().wireSize() > most) {
                return null;
            }
            // the file may grow meanwhile; each line of one dot takes a third octet
            byte[] octets = reply.readNBytes((int) (2 * most));
            return octets.length < 2 * most ? octets : null;
        }
    }

    private Maildir.Opened open(int number) throws IOException {
        MaildirMessage message = message(number);
        Maildir.Opened opened = maildir.read(message);
        if (opened.message().size() != message.size()) {
            messages.set(number - 1, opened.message());
            if (!isDeleted(number)) {
                octets += opened.message().wireSize() - message.wireSize();
            }
        }
        return opened;
    }
}
