package ee.qmail.pop3;

import ee.qmail.contract.Client;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.sasl.LoginCommandSession;
import ee.qmail.sasl.LoginSession;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import ee.qmail.sasl.SaslWire;
import ee.qmail.wire.CommandSession;
import ee.qmail.wire.LineReader;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;

/**
 * qmail-popup and qmail-pop3d: the server side of one POP3 connection (POP-1 to POP-9), RFC 1939, 2449 and 3206. {@link
 * Pop3State} has its states, {@link Pop3Verb} its command table, {@link Pop3Authorization} and {@link Pop3Transaction} a
 * method for each command.
 */
public final class Pop3Session extends LoginCommandSession<Pop3State, Pop3Verb> {
    /** Octets of a command without its line end. RFC 2449 section 4 asks for 255 with CRLF. */
    static final int MAX_LENGTH = 510;
    /** Octets after which nobody will send a line end any more. */
    private static final int ENDLESS = 10 * 1024 - 1;

    /** The connection of the session, and the questions of POP3, which never block. */
    public interface Shell extends LoginSession.Shell {
        /** Asks about APOP; to be answered as {@link #ask}. */
        void checkApop(String user, String timestamp, String digest);

        /**
         * Asks for exclusive access (RFC 1939 section 4), answered by {@link Pop3Session#locked}. The shell releases it
         * when the connection has ended and no step or stream of this session is at work any more.
         */
        void lock(Identity user);

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

    private final Clock clock;
    private final Shell shell;
    private final Pop3Authorization authorization;
    private Identity user;
    private Pop3Transaction transaction;

    /** @param offer what the client can log in with */
    public Pop3Session(Client client, Pop3Policy policy, SaslOffer offer, Clock clock, Shell shell) {
        super(
                Pop3State.NEW,
                Pop3State.CLOSED,
                Pop3State.RESPONSE,
                Pop3State.AUTHENTICATING,
                Pop3Verb.ALL,
                lines(),
                shell);
        this.clock = clock;
        this.shell = shell;
        this.authorization = new Pop3Authorization(client, policy, offer, clock.millis(), login(), shell);
    }

    private static LineReader lines() {
        return new LineReader(MAX_LENGTH + 2, ENDLESS, "AUTH ", SaslWire.MAX_LINE);
    }

    /** Greets the client, or tells it why not and disconnects. */
    @Override
    public void open() {
        if (state() != Pop3State.NEW) {
            return;
        }
        Pop3Policy policy = authorization.policy();
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
            throw RefusedException.unknownVerb(
                    isAuthorized() ? Pop3Reply.UNIMPLEMENTED : Pop3Reply.AUTHORIZATION_FIRST, argument);
        }
        if (verb == Pop3Verb.APOP && !authorization.policy().apop()) {
            throw new RefusedException(Pop3Reply.UNIMPLEMENTED);
        }
        requireOrder(verb);
        if (argument.indexOf('\0') >= 0) {
            throw new RefusedException(Pop3Reply.syntax(verb));
        }
        Reply reply = verb.perform(this, argument);
        if (verb == Pop3Verb.RETR) {
            countMessage();
        }
        if (verb == Pop3Verb.STLS) {
            requireNothingBehind(Pop3Reply.BEHIND_STLS);
        }
        return reply;
    }

    Pop3Authorization authorization() {
        return authorization;
    }

    Pop3Transaction transaction() {
        return transaction;
    }

    Reply capa(String ignored) {
        return authorization.capabilities(transaction == null);
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

    @Override
    protected Reply notInClear() {
        return Pop3Reply.NOT_IN_CLEAR;
    }

    // ---- questions and answers

    @Override
    protected void ask(Pop3State entered) {
        switch (entered) {
            case CHECKING -> authorization.check();
            case AUTHENTICATING -> authenticate();
            case SECURING -> {
                write(Pop3Reply.BEGIN_TLS);
                shell.startTls();
            }
            case LOCKING -> shell.lock(user);
            case LOADING -> shell.run(new LoadStep(user.maildir(), clock));
            case SENDING -> shell.send(transaction.sending());
            case UPDATE -> shell.run(new UpdateStep(transaction.maildrop()));
            default -> throw new IllegalStateException("no question in state " + entered);
        }
    }

    /** Answers {@link CommandSession.Shell#startTls}: a name that USER gave in clear is forgotten (RFC 2595 4). */
    public void secured(Client encrypted, Pop3Policy decided, SaslOffer offer) {
        if (expectAnswer(Pop3State.SECURING)) {
            authorization.secured(encrypted, decided, offer);
            go(Pop3State.AUTHORIZATION);
        }
    }

    // ---- log-in

    @Override
    protected Reply challenge(String octets) {
        return Pop3Reply.challenge(octets);
    }

    @Override
    protected void identified(Identity identity) {
        user = identity;
        go(Pop3State.LOCKING);
    }

    @Override
    protected void failed(SaslStep.Failure failure) {
        Reply reply = Pop3Reply.of(failure);
        if (failure.reason() == SaslStep.Reason.UNAVAILABLE || authorization.countTry()) {
            back(reply);
        } else {
            close(reply);
        }
    }

    private void back(Reply reply) {
        go(Pop3State.AUTHORIZATION);
        write(reply);
    }

    @Override
    protected void read(ByteBuffer octets) {
        respond(octets);
    }

    /** Of PASS and APOP too. */
    @Override
    public void answered(Login checked) {
        if (state() == Pop3State.CHECKING) {
            authenticate(SaslStep.of(checked));
        } else {
            super.answered(checked);
        }
    }

    @Override
    public void unanswered() {
        if (state() == Pop3State.CHECKING) {
            back(Pop3Reply.CANNOT_CHECK);
        } else {
            super.unanswered();
        }
    }

    // ---- the mailbox

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
            shell.trouble("while " + what + " Maildir " + user.maildir(), cause);
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

    /** Closed without UPDATE; words would be taken for a part of what is being sent, or of the handshake. */
    @Override
    public void dismiss() {
        switch (state()) {
            case UPDATE -> {}
            case SENDING, SECURING -> close();
            default -> close(Pop3Reply.DISMISSED);
        }
    }
}
