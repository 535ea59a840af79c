package ee.qmail.wire;

import ee.qmail.contract.Activity;
import ee.qmail.contract.ProtocolSession;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection on which a client gives commands, a line each, and a server replies: the common part of SMTP and POP3. It
 * goes from state to state by the rules of {@link SessionState}. A state that waits for an answer asks its question when it
 * is entered; no octets are taken until the answer comes, and the rest of the input is then offered again.
 *
 * <p>Calls for one session must not overlap, but may come from one thread after the other, with a happens-before
 * between them. An answer may be given inside the question.
 *
 * @param <S> the states
 * @param <V> the verbs
 */
public abstract class CommandSession<S extends SessionState<S, V>, V extends Enum<V>> implements ProtocolSession {
    /** The connection of the session. */
    public interface Shell {
        /** Sends octets, which are not to be changed, after all earlier ones; may wait until the call that caused it returns. */
        void write(byte[] octets);

        /** Closes the connection when everything written has been sent. */
        void disconnect();

        /**
         * Does the same where the client may be sending still: a connection that is closed over octets which nobody has read is
         * reset (RFC 1122 4.2.2.13), and the client loses the last reply with it. The rest is read and dropped, within
         * bounds.
         */
        void disconnectDraining();

        /**
         * Tells what went wrong behind a reply, for the log.
         *
         * @param what the end of a sentence that begins with "trouble "
         */
        void trouble(String what, IOException cause);

        /** Tells whether TLS can begin: there is a certificate to show. */
        default boolean canStartTls() {
            return false;
        }

        /**
         * Sends in clear what has been written, and begins TLS (RFC 3207 4, RFC 2595 4). To be answered by the session's
         * {@code secured}, never inside this call; the connection is closed if TLS does not come about.
         */
        default void startTls() {
            throw new UnsupportedOperationException("there is no TLS");
        }
    }

    /** The first octet of a record in which TLS begins: no command begins so. */
    private static final byte TLS_HANDSHAKE = 0x16;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Verbs<V> verbs;
    private final LineReader lines;
    private final Shell shell;
    private final S end;
    /** Others look at it, too. */
    private volatile S state;
    /** What is being taken; the rest of it has come behind the command that is performed. */
    private ByteBuffer offered = NOTHING;

    /** @param end the state in which the connection is over */
    protected CommandSession(S begin, S end, Verbs<V> verbs, LineReader lines, Shell shell) {
        this.state = begin;
        this.end = end;
        this.verbs = verbs;
        this.lines = lines;
        this.shell = shell;
    }

    /** Takes what the client sent, as far as it can be worked on now. The rest stays in the buffer. */
    @Override
    public final void input(ByteBuffer octets) {
        offered = octets;
        take(octets);
        offered = NOTHING;
    }

    private void take(ByteBuffer octets) {
        while (octets.hasRemaining()) {
            switch (state.takes()) {
                case COMMANDS -> line(octets);
                case TEXT -> text(octets);
                default -> {
                    return;
                }
            }
        }
    }

    private void line(ByteBuffer octets) {
        if (lines.isEmpty() && octets.get(octets.position()) == TLS_HANDSHAKE) {
            breakOff(notInClear());
            return;
        }
        switch (lines.read(octets)) {
            case PARTIAL -> {}
            case LINE -> command(lines.take());
            case TOO_LONG -> tooLong();
            case ENDLESS -> breakOff(lineTooLong());
        }
    }

    private void tooLong() {
        try {
            count();
            mistake(lineTooLong());
        } catch (RefusedException e) {
            refused(e);
        }
    }

    private void command(String line) {
        int blank = line.indexOf(' ');
        V verb = verbs.find(blank < 0 ? line : line.substring(0, blank));
        try {
            count();
            Reply reply = perform(verb, blank < 0 ? "" : line.substring(blank + 1));
            performed(reply, state.after(verb));
        } catch (RefusedException e) {
            refused(e);
        }
    }

    /** A reply that is there at once leaves nothing to wait for. */
    private void performed(Reply reply, S next) throws RefusedException {
        if (reply != null) {
            write(reply);
        }
        if (reply == null || next.takes() != SessionState.Takes.AN_ANSWER) {
            enter(next);
            begun(next);
        }
    }

    private void text(ByteBuffer octets) {
        try {
            read(octets);
        } catch (RefusedException e) {
            refused(e);
        }
    }

    private void refused(RefusedException e) {
        switch (e.weight()) {
            case MISTAKE -> mistake(e.reply());
            case NO_MISTAKE -> write(e.reply());
            case LAST -> breakOff(e.reply());
        }
    }

    // ---- what a protocol adds

    /**
     * Checks a command in the order in which the protocol does, and performs it.
     *
     * @param verb null if the word is not one
     * @param argument the rest of the line behind the first blank
     * @return the reply; null if it comes with the answer for which the next state waits
     */
    protected abstract Reply perform(V verb, String argument) throws RefusedException;

    /** Counts a command line, one that is too long too, before anything is done with it. */
    protected void count() throws RefusedException {
        // not every protocol has a limit
    }

    /** Takes octets in a state that takes text. */
    protected void read(ByteBuffer octets) throws RefusedException {
        throw new IllegalStateException("no text is taken in state " + state);
    }

    /** A command has led to this state, and nothing behind it has been taken yet. */
    protected void begun(S entered) throws RefusedException {
        // most have nothing to do without further octets
    }

    /** Asks the question of the state just entered. */
    protected abstract void ask(S entered);

    protected abstract Reply lineTooLong();

    /** Answers a client that begins TLS where this protocol is in clear. */
    protected abstract Reply notInClear();

    /** Answers a mistake of the client's. */
    protected void mistake(Reply reply) {
        write(reply);
    }

    /** The connection has ended in this state. */
    protected void ended(S last) {}

    // ---- for a protocol

    /**
     * Ends the connection if octets have come behind the command that is performed. Behind one that begins TLS they were sent, maybe by another,
     * in clear, and would be taken for what came protected (TLS-3; CVE-2011-0411).
     */
    protected final void requireNothingBehind(Reply refusal) throws RefusedException {
        if (offered.hasRemaining()) {
            throw new RefusedException(refusal, RefusedException.Weight.LAST);
        }
    }

    /** Refuses a verb that is out of order. */
    protected final void requireOrder(V verb) throws RefusedException {
        Reply refusal = state.refuses().get(verb);
        if (refusal != null) {
            throw new RefusedException(refusal);
        }
    }

    /**
     * Tells whether an answer still matters.
     *
     * @param asking the state that waits for it
     * @throws IllegalStateException if another answer is due, or none
     */
    protected final boolean expectAnswer(S asking) {
        if (isClosed()) {
            return false;
        }
        if (state != asking) {
            throw new IllegalStateException("answer in state " + state + ": only allowed in " + asking);
        }
        return true;
    }

    /** Leaves a state for one that it leads to. */
    protected final void go(S next) {
        if (!state.leadsTo().contains(next)) {
            throw new IllegalStateException("state " + state + " does not lead to " + next);
        }
        enter(next);
    }

    private void enter(S next) {
        if (next == end) {
            close();
            return;
        }
        state = next;
        if (isWaiting()) {
            ask(next);
        }
    }

    protected final void write(Reply reply) {
        shell.write(reply.octets());
    }

    /** Ends the connection with a reply, if it is not over. */
    protected final void close(Reply last) {
        if (!isClosed()) {
            write(last);
            close();
        }
    }

    protected final void close() {
        if (!isClosed()) {
            disconnected();
            shell.disconnect();
        }
    }

    /** Ends the connection with a reply to a client that may be in the middle of sending, if it is not over. */
    protected final void breakOff(Reply last) {
        if (!isClosed()) {
            write(last);
            disconnected();
            shell.disconnectDraining();
        }
    }

    /** The state of the session now. */
    public final S state() {
        return state;
    }

    @Override
    public final Activity activity() {
        return state.activity();
    }

    /** Tells whether an answer is outstanding: nothing is read until it comes. */
    @Override
    public final boolean isWaiting() {
        return state.takes() == SessionState.Takes.AN_ANSWER;
    }

    /** Tells whether the connection is over for this session. */
    @Override
    public final boolean isClosed() {
        return state == end;
    }

    /** The client is gone. */
    @Override
    public final void disconnected() {
        if (!isClosed()) {
            S last = state;
            state = end;
            ended(last);
        }
    }
}
