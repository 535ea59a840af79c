package ee.qmail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** The commands of a client: planned, sent in groups (RFC 2920), and awaiting their replies in the same order. */
final class ClientPipeline {
    /**
     * Commands in a group that is sent before its replies are read. Limited, since both sides would wait for each other
     * if the replies filled the socket buffers (RFC 2920 3.1).
     */
    static final int MAX_GROUP = 100;

    /** The steps that have a reply; MAIL is the first that lets the other side see the mail. */
    enum Verb {
        GREETING,
        EHLO,
        HELO,
        STARTTLS,
        /** The command, and each answer to a challenge. */
        AUTH,
        /** RSET before another message on the connection. */
        RSET,
        MAIL,
        RCPT,
        DATA,
        TEXT
    }

    /** A command whose reply matters; {@code recipient} is an index, and only good for RCPT. */
    record Command(Verb verb, int recipient, String line) {}

    private final StringBuilder output = new StringBuilder();
    private final Deque<Command> planned = new ArrayDeque<>();
    private final Deque<Command> awaited = new ArrayDeque<>();
    private boolean grouped;

    /** The other side offers PIPELINING, or does not. */
    void group(boolean offered) {
        grouped = offered;
    }

    void plan(Verb verb, String line) {
        planned.add(new Command(verb, -1, line));
    }

    void planRecipient(int recipient, String line) {
        planned.add(new Command(Verb.RCPT, recipient, line));
    }

    /** Something else than a command has a reply. */
    void await(Verb verb) {
        awaited.add(new Command(verb, -1, ""));
    }

    /** Sends the next commands. */
    void send() {
        int room = grouped ? MAX_GROUP : 1;
        while (room-- > 0 && !planned.isEmpty()) {
            Command next = planned.poll();
            say(next.line());
            awaited.add(next);
        }
    }

    /** Sends a line whose reply, if there is one, does not matter. */
    void say(String line) {
        output.append(line).append("\r\n");
    }

    /** Forgets what has not been written. */
    void breakOff() {
        planned.clear();
        output.setLength(0);
    }

    /** The command whose reply has come; null if none was awaited. */
    Command replied() {
        return awaited.poll();
    }

    boolean awaitsReply() {
        return !awaited.isEmpty();
    }

    /** Tells whether the next reply belongs to the verb. */
    boolean awaits(Verb verb) {
        return awaitsReply() && awaited.peek().verb() == verb;
    }

    /** Tells whether the next reply comes before those to the mail. */
    boolean isBeforeMail() {
        return awaitsReply() && awaited.peek().verb().compareTo(Verb.MAIL) < 0;
    }

    /** Octets that wait for {@link #takeOutput}. */
    int outputLength() {
        return output.length();
    }

    byte[] takeOutput() {
        byte[] octets = output.toString().getBytes(StandardCharsets.UTF_8);
        output.setLength(0);
        return octets;
    }
}
