package ee.qmail.pop3;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Replies to RETR that are read before they are asked for, so that a client that downloads one message after the other does not
 * wait for a worker each time. The longer it goes on, the more are read at once; small messages only, and not many of them, since
 * every session may have some.
 *
 * <p>{@link #fill} is for the worker that has just sent a message, {@link #take} for the session, never both at a time.
 */
final class ReadAhead {
    static final int MAX_MESSAGES = 16;
    static final int MAX_OCTETS = 32 * 1024;

    private final Maildrop maildrop;
    private final Map<Integer, byte[]> replies = new HashMap<>();
    private int last = -1;
    private int inTurn;

    ReadAhead(Maildrop maildrop) {
        this.maildrop = maildrop;
    }

    /**
     * To be called for each RETR.
     *
     * @return the whole reply, or null if it is still to be read
     */
    byte[] take(int number) {
        inTurn = number == last + 1 ? inTurn + 1 : 0;
        last = number;
        byte[] reply = replies.remove(number);
        if (reply == null) {
            replies.clear();
        }
        return reply;
    }

    /** Reads what comes next, as many messages as were taken in turn. Trouble is left to the RETR that meets it again. */
    void fill() {
        int most = Math.min(inTurn, MAX_MESSAGES);
        long room = MAX_OCTETS;
        for (int number = last + 1; number <= maildrop.size() && replies.size() < most; number++) {
            if (maildrop.isDeleted(number)) {
                continue;
            }
            room -= maildrop.message(number).wireSize();
            if (room < 0) {
                return;
            }
            try {
                byte[] reply = maildrop.retrSmall(number, MAX_OCTETS);
                if (reply == null) {
                    return;
                }
                replies.put(number, reply);
            } catch (IOException e) {
                return;
            }
        }
    }
}
