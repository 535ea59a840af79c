package ee.qmail.pop3;

import ee.qmail.maildir.MaildirMessage;
import ee.qmail.wire.Reply;
import java.io.IOException;

/** The UPDATE state (RFC 1939 section 6, POP-9): deletes what is marked, then moves the rest of new to cur. */
final class UpdateStep implements Pop3Session.BlockingStep {
    private final Maildrop maildrop;
    private IOException unlinkTrouble;
    private IOException moveTrouble;

    UpdateStep(Maildrop maildrop) {
        this.maildrop = maildrop;
    }

    @Override
    public void run() {
        for (int number = 1; number <= maildrop.size(); number++) {
            if (maildrop.isDeleted(number)) {
                delete(maildrop.message(number));
            }
        }
        for (int number = 1; number <= maildrop.size(); number++) {
            if (!maildrop.isDeleted(number)) {
                move(maildrop.message(number));
            }
        }
    }

    private void delete(MaildirMessage message) {
        try {
            maildrop.maildir().delete(message);
        } catch (IOException e) {
            unlinkTrouble = first(unlinkTrouble, e);
        }
    }

    private void move(MaildirMessage message) {
        try {
            maildrop.maildir().markSeen(message);
        } catch (IOException e) {
            moveTrouble = first(moveTrouble, e);
        }
    }

    /** The first failure speaks for all: with a broken directory there is one for each message. */
    private static IOException first(IOException earlier, IOException later) {
        return earlier != null ? earlier : later;
    }

    Reply reply() {
        if (unlinkTrouble != null) {
            return Pop3Reply.CANNOT_UNLINK;
        }
        return moveTrouble != null ? Pop3Reply.CANNOT_MARK : Pop3Reply.OK;
    }

    /** Null if all went well. */
    IOException trouble() {
        return first(unlinkTrouble, moveTrouble);
    }
}
