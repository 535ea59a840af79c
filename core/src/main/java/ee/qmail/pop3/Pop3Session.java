package ee.qmail.pop3;

import ee.qmail.inbound.Peer;
import ee.qmail.inbound.Pop3Policy;
import ee.qmail.inbound.ProtocolSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * One POP3 connection: qmail-popup and qmail-pop3d (POP-1 to POP-9), RFC 1939, 2449 and 3206.
 *
 * <p>The rules of its states:
 *
 * <ol>
 *   <li>AUTHORIZATION until a password is right, the Maildir is locked and its list is read; TRANSACTION until QUIT;
 *       then UPDATE. {@link Pop3Verb} tells which command belongs where.
 *   <li>While the session waits for an answer of the shell it takes no octets; whoever brings the answer offers the rest
 *       of the input again.
 *   <li>Only QUIT in TRANSACTION changes the Maildir. However else the connection ends, all messages stay.
 * </ol>
 *
 * <p>Not safe for use by several threads at once: the shell calls one method after the other, with whatever makes each
 * call see the last one's writes. An answer may come from within the request or after the call that made it has returned.
 */
public final class Pop3Session implements ProtocolSession {
    /** What the session asks of the world. Requests never block. */
    public interface Shell {
        /** Sends these octets after all earlier ones, at the latest when the current call into the session returns. */
        void write(byte[] octets);

        /** Answered by {@link Pop3Session#checked}, {@link Pop3Session#heldUp} or {@link Pop3Session#checkFailed}. */
        void checkPassword(String user, String password);

        /** As for {@link #checkPassword}. */
        void checkApop(String user, String timestamp, String digest);

        /**
         * Asks for exclusive access (RFC 1939 section 4), answered by {@link Pop3Session#locked}. The shell releases it
         * when the connection has ended and no step or stream of this session is at work any more.
         */
        void lock(Path maildir);

        /** Calls {@code step.run()} where blocking is allowed, then {@link Pop3Session#finished}. */
        void run(BlockingStep step);

        /**
         * Sends all octets of the stream after all earlier ones, with blocking reads where these are allowed and no
         * faster than the client takes them; closes it, then calls {@link Pop3Session#sent}, or on an {@link IOException}
         * of the stream {@link Pop3Session#sendFailed}. A stream left because the client has gone is closed too.
         */
        void send(InputStream wireOctets);

        /** Closes the connection when all that was written has been sent. */
        void disconnect();

        /**
         * Tells what went wrong behind a reply with SYS/TEMP, for the log.
         *
         * @param what was being done, with the Maildir
         */
        default void trouble(String what, IOException cause) {}
    }

    /** Work that blocks. Catches its own I/O errors and remembers them. */
    public interface BlockingStep {
        void run();
    }

    private enum State {
        AUTHORIZATION,
        TRANSACTION,
        UPDATE,
        CLOSED
    }

    private enum Waiting {
        NOTHING,
        CHECK,
        LOCK,
        STEP,
        SEND
    }

    private final Peer peer;
    private final Pop3Policy policy;
    private final Clock clock;
    private final Shell shell;
    private final CommandLine line = new CommandLine();
    private final Pop3Authorization authorization;

    private State state = State.AUTHORIZATION;
    private Waiting waiting = Waiting.NOTHING;
    private Path maildir;
    private Pop3Transaction transaction;
    private InputStream sending;

    public Pop3Session(Peer peer, Pop3Policy policy, Clock clock, Shell shell) {
        this.peer = peer;
        this.policy = policy;
        this.clock = clock;
        this.shell = shell;
        this.authorization = new Pop3Authorization(policy, clock.millis(), shell, () -> waiting = Waiting.CHECK);
    }

    public Peer peer() {
        return peer;
    }

    // ---- events

    /** Greets the client, or refuses it and disconnects. Called once, first. */
    @Override
    public void open() {
        if (policy.refusal() != null) {
            shell.write(Pop3Reply.error(policy.refusal()));
            close();
        } else {
            String timestamp = authorization.timestamp();
            shell.write(Pop3Reply.ok(timestamp != null ? timestamp : policy.hostname()));
        }
    }

    /** Takes as many octets as it can; none while {@link #isWaiting} or when {@link #isClosed}. */
    @Override
    public void input(ByteBuffer octets) {
        while (octets.hasRemaining() && !isWaiting() && !isClosed()) {
            switch (line.take(octets)) {
                case LINE -> command(line.text());
                case TOO_LONG -> reply(Pop3Reply.LINE_TOO_LONG);
                case HOPELESS -> {
                    reply(Pop3Reply.LINE_TOO_LONG);
                    close();
                }
                case INCOMPLETE -> {
                    return;
                }
            }
        }
    }

    /** Whether an answer of the shell is due. */
    @Override
    public boolean isWaiting() {
        return waiting != Waiting.NOTHING;
    }

    @Override
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** The answer to a check: the Maildir, or empty if name or password is wrong. */
    public void checked(Optional<Path> result) {
        if (answered(Waiting.CHECK)) {
            if (result.isPresent()) {
                maildir = result.get();
                waiting = Waiting.LOCK;
                shell.lock(maildir);
            } else {
                reply(Pop3Reply.WRONG_PASSWORD);
                if (!authorization.countTry()) {
                    close();
                }
            }
        }
    }

    /**
     * Another answer to a check: nothing was checked, since there were too many wrong passwords. It counts as one.
     *
     * @param seconds until the next one counts
     */
    public void heldUp(long seconds) {
        if (answered(Waiting.CHECK)) {
            shell.write(Pop3Reply.tooManyWrongPasswords(seconds));
            if (!authorization.countTry()) {
                close();
            }
        }
    }

    /** The other answer to a check: it could not be made. */
    public void checkFailed() {
        if (answered(Waiting.CHECK)) {
            reply(Pop3Reply.CANNOT_CHECK);
        }
    }

    /** The answer to {@link Shell#lock}. */
    public void locked(boolean granted) {
        if (answered(Waiting.LOCK)) {
            if (granted) {
                run(new LoadStep(maildir, clock));
            } else {
                reply(Pop3Reply.IN_USE);
            }
        }
    }

    /** The answer to {@link Shell#run}. */
    public void finished(BlockingStep step) {
        if (step instanceof LoadStep load) {
            loaded(load);
        } else if (step instanceof UpdateStep update) {
            updated(update);
        }
    }

    private void loaded(LoadStep step) {
        report("reading", step.trouble());
        if (answered(Waiting.STEP)) {
            if (step.maildrop() == null) {
                reply(Pop3Reply.CANNOT_READ_MAILDIR);
                close(); // a second login would ask for a second lock
            } else {
                transaction = new Pop3Transaction(step.maildrop(), shell::write, this::send);
                state = State.TRANSACTION;
                reply(Pop3Reply.OK);
            }
        }
    }

    private void updated(UpdateStep step) {
        report("deleting and moving messages of", step.trouble());
        if (answered(Waiting.STEP)) {
            reply(step.reply());
            close();
        }
    }

    /** The answer to {@link Shell#send}: all of it is on its way. */
    public void sent() {
        if (answered(Waiting.SEND)) {
            if (sending instanceof MessageReply message) {
                report("opening a message of", message.trouble());
            }
            sending = null;
        }
    }

    /** The other answer to {@link Shell#send}: broken off in the middle. Only the end of the connection can tell so. */
    public void sendFailed() {
        if (answered(Waiting.SEND)) {
            close();
        }
    }

    /** The client was silent for {@link Pop3Policy#timeout}: closed without a word and without UPDATE (RFC 1939 3). */
    @Override
    public void timedOut() {
        shutDown();
    }

    /** The server stops: closed without UPDATE, but one that is at work is brought to its end. */
    @Override
    public void shutDown() {
        if (state != State.UPDATE) {
            close();
        }
    }

    /** The client has gone. */
    @Override
    public void disconnected() {
        state = State.CLOSED;
        waiting = Waiting.NOTHING;
    }

    // ---- commands

    private void command(String text) {
        if (state == State.AUTHORIZATION && !authorization.countCommand()) {
            reply(Pop3Reply.TOO_MANY_COMMANDS);
            close();
            return;
        }
        int space = text.indexOf(' ');
        String argument = space < 0 ? "" : text.substring(space + 1);
        Pop3Verb verb = Pop3Verb.of(space < 0 ? text : text.substring(0, space));
        Pop3Reply refusal = refusal(verb);
        if (refusal != null) {
            reply(refusal);
        } else if (argument.indexOf('\0') >= 0) {
            shell.write(Pop3Reply.syntax(verb));
        } else {
            execute(verb, argument);
        }
    }

    /** Why the command is not for this state; null if it is. */
    private Pop3Reply refusal(Pop3Verb verb) {
        boolean offered = verb != null && (verb != Pop3Verb.APOP || policy.apop());
        if (state == State.AUTHORIZATION) {
            if (verb == null || verb.allowed() == Pop3Verb.Allowed.TRANSACTION) {
                return Pop3Reply.AUTHORIZATION_FIRST;
            }
            return offered ? null : Pop3Reply.UNIMPLEMENTED;
        }
        if (!offered) {
            return Pop3Reply.UNIMPLEMENTED;
        }
        return verb.allowed() == Pop3Verb.Allowed.AUTHORIZATION ? Pop3Reply.ALREADY_AUTHORIZED : null;
    }

    private void execute(Pop3Verb verb, String argument) {
        switch (verb) {
            case CAPA -> shell.write(Pop3Reply.capabilities());
            case NOOP -> reply(Pop3Reply.OK);
            case QUIT -> quit();
            default -> {
                if (state == State.AUTHORIZATION) {
                    authorization.execute(verb, argument);
                } else {
                    transaction.execute(verb, argument.trim());
                }
            }
        }
    }

    private void quit() {
        if (state == State.AUTHORIZATION) {
            reply(Pop3Reply.OK);
            close();
        } else {
            state = State.UPDATE;
            run(new UpdateStep(transaction.maildrop()));
        }
    }

    // ---- requests

    private void reply(Pop3Reply reply) {
        shell.write(reply.octets());
    }

    private void run(BlockingStep step) {
        waiting = Waiting.STEP;
        shell.run(step);
    }

    private void send(InputStream reply) {
        waiting = Waiting.SEND;
        sending = reply;
        shell.send(reply);
    }

    private void report(String what, IOException cause) {
        if (cause != null) {
            shell.trouble(what + " Maildir " + maildir, cause);
        }
    }

    /** Whether an answer still matters; from now on it is not due any more. */
    private boolean answered(Waiting request) {
        if (isClosed()) {
            return false;
        }
        if (waiting != request) {
            throw new IllegalStateException("answer to " + request + " while waiting for " + waiting);
        }
        waiting = Waiting.NOTHING;
        return true;
    }

    private void close() {
        if (!isClosed()) {
            disconnected();
            shell.disconnect();
        }
    }
}
