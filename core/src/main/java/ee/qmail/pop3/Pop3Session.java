package ee.qmail.pop3;

import ee.qmail.contract.Pop3Policy;
import ee.qmail.wire.CommandSession;
import ee.qmail.wire.LineReader;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * qmail-popup and qmail-pop3d: the server side of one POP3 connection (POP-1 to POP-9), RFC 1939, 2449 and 3206. {@link
 * Pop3State} has its states, {@link Pop3Verb} its command table, {@link Pop3Authorization} and {@link Pop3Transaction} a
 * method for each command.
 */
public final class Pop3Session extends CommandSession<Pop3State, Pop3Verb> {
    /** Octets of a command without its line end. RFC 2449 section 4 asks for 255 with CRLF. */
    static final int MAX_LENGTH = 510;
    /** Octets after which nobody will send a line end any more. */
    private static final int ENDLESS = 10 * 1024 - 1;

    /** The connection of the session, and the questions of POP3, which never block. */
    public interface Shell extends CommandSession.Shell {
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
    }

    /** Work that blocks. Catches its own I/O errors and remembers them. */
    public interface BlockingStep {
        void run();
    }

    private final Pop3Policy policy;
    private final Clock clock;
    private final Shell shell;
    private final Pop3Authorization authorization;
    private Path maildir;
    private Pop3Transaction transaction;

    public Pop3Session(Pop3Policy policy, Clock clock, Shell shell) {
        super(Pop3State.NEW, Pop3State.CLOSED, Pop3Verb.ALL, new LineReader(MAX_LENGTH + 2, ENDLESS), shell);
        this.policy = policy;
        this.clock = clock;
        this.shell = shell;
        this.authorization = new Pop3Authorization(policy, clock.millis(), shell);
    }

    /** Greets the client, or tells it why not and disconnects. */
    @Override
    public void open() {
        if (state() != Pop3State.NEW) {
            return;
        }
        if (policy.refusal() != null) {
            close(Pop3Reply.error(policy.refusal()));
        } else {
            go(Pop3State.AUTHORIZATION);
            String timestamp = authorization.timestamp();
            write(Pop3Reply.ok(timestamp != null ? timestamp : policy.hostname()));
        }
    }

    // ---- commands

    @Override
    protected void count() throws RefusedException {
        if (!isAuthorized()) {
            authorization.countCommand();
        }
    }

    private boolean isAuthorized() {
        return state() == Pop3State.TRANSACTION;
    }

    @Override
    protected Reply perform(Pop3Verb verb, String argument) throws RefusedException {
        if (verb == null) {
            throw new RefusedException(isAuthorized() ? Pop3Reply.UNIMPLEMENTED : Pop3Reply.AUTHORIZATION_FIRST);
        }
        if (verb == Pop3Verb.APOP && !policy.apop()) {
            throw new RefusedException(Pop3Reply.UNIMPLEMENTED);
        }
        requireOrder(verb);
        if (argument.indexOf('\0') >= 0) {
            throw new RefusedException(Pop3Reply.syntax(verb));
        }
        return verb.perform(this, argument);
    }

    Pop3Authorization authorization() {
        return authorization;
    }

    Pop3Transaction transaction() {
        return transaction;
    }

    Reply capa(String ignored) {
        return Pop3Reply.CAPABILITIES;
    }

    Reply noop(String ignored) {
        return Pop3Reply.OK;
    }

    /** With the mailbox open the end of UPDATE brings the reply. */
    Reply quit(String ignored) {
        return transaction == null ? Pop3Reply.OK : null;
    }

    @Override
    protected Reply lineTooLong() {
        return Pop3Reply.LINE_TOO_LONG;
    }

    // ---- questions and answers

    @Override
    protected void ask(Pop3State entered) {
        switch (entered) {
            case CHECKING -> authorization.check();
            case LOCKING -> shell.lock(maildir);
            case LOADING -> shell.run(new LoadStep(maildir, clock));
            case SENDING -> shell.send(transaction.sending());
            case UPDATE -> shell.run(new UpdateStep(transaction.maildrop()));
            default -> throw new IllegalStateException("no question in state " + entered);
        }
    }

    /** The answer to a check: the Maildir, or empty if name or password is wrong. */
    public void checked(Optional<Path> result) {
        if (!expectAnswer(Pop3State.CHECKING)) {
            return;
        }
        if (result.isPresent()) {
            maildir = result.get();
            go(Pop3State.LOCKING);
        } else {
            wrong(Pop3Reply.WRONG_PASSWORD);
        }
    }

    /**
     * Another answer to a check: nothing was checked, since there were too many wrong passwords. It counts as one.
     *
     * @param seconds until the next one counts
     */
    public void heldUp(long seconds) {
        if (expectAnswer(Pop3State.CHECKING)) {
            wrong(Pop3Reply.tooManyWrongPasswords(seconds));
        }
    }

    private void wrong(Reply reply) {
        if (authorization.countTry()) {
            back(reply);
        } else {
            close(reply);
        }
    }

    private void back(Reply reply) {
        go(Pop3State.AUTHORIZATION);
        write(reply);
    }

    /** The other answer to a check: it could not be made. */
    public void checkFailed() {
        if (expectAnswer(Pop3State.CHECKING)) {
            back(Pop3Reply.CANNOT_CHECK);
        }
    }

    /** The answer to {@link Shell#lock}. */
    public void locked(boolean granted) {
        if (!expectAnswer(Pop3State.LOCKING)) {
            return;
        }
        if (granted) {
            go(Pop3State.LOADING);
        } else {
            back(Pop3Reply.IN_USE);
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
        if (!expectAnswer(Pop3State.LOADING)) {
            return;
        }
        if (step.maildrop() == null) {
            close(Pop3Reply.CANNOT_READ_MAILDIR); // a second login would ask for a second lock
        } else {
            transaction = new Pop3Transaction(step.maildrop());
            go(Pop3State.TRANSACTION);
            write(Pop3Reply.OK);
        }
    }

    private void updated(UpdateStep step) {
        report("deleting and moving messages of", step.trouble());
        if (expectAnswer(Pop3State.UPDATE)) {
            write(step.reply());
            go(Pop3State.CLOSED);
        }
    }

    /** The answer to {@link Shell#send}: all of it is on its way. */
    public void sent() {
        if (expectAnswer(Pop3State.SENDING)) {
            report("opening a message of", transaction.sent());
            go(Pop3State.TRANSACTION);
        }
    }

    /** The other answer to {@link Shell#send}: broken off in the middle. Only the end of the connection can tell so. */
    public void sendFailed() {
        if (expectAnswer(Pop3State.SENDING)) {
            close();
        }
    }

    private void report(String what, IOException cause) {
        if (cause != null) {
            shell.trouble("while " + what + " Maildir " + maildir, cause);
        }
    }

    // ---- the end

    /** The client was silent for {@link Pop3Policy#timeout}: closed without a word and without UPDATE (RFC 1939 3). */
    @Override
    public void timedOut() {
        shutDown();
    }

    /** The server stops: closed without UPDATE, but one that is at work is brought to its end. */
    @Override
    public void shutDown() {
        if (state() != Pop3State.UPDATE) {
            close();
        }
    }
}
