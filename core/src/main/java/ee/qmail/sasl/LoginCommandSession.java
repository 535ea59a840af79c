package ee.qmail.sasl;

import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.ScramSecret;
import ee.qmail.wire.CommandSession;
import ee.qmail.wire.LineReader;
import ee.qmail.wire.Reply;
import ee.qmail.wire.SessionState;
import ee.qmail.wire.Verbs;
import java.nio.ByteBuffer;

/**
 * A {@link CommandSession} with AUTH (RFC 4954, RFC 5034): the common part of a log-in in SMTP and POP3. Its steps are taken in two
 * states: in one the shell has been asked, in the other the client's next response comes.
 *
 * @param <S> the states
 * @param <V> the verbs
 */
public abstract class LoginCommandSession<S extends SessionState<S, V>, V extends Enum<V>> extends CommandSession<S, V>
        implements LoginSession {
    private final S responding;
    private final S authenticating;
    private final LoginSession.Shell shell;
    private final SaslDialogue login = new SaslDialogue();
    /** Others look at it, too. */
    private volatile long messages;

    /**
     * @param end the state in which the connection is over
     * @param responding the state that takes the client's response
     * @param authenticating the state that waits for the shell
     */
    protected LoginCommandSession(
            S begin,
            S end,
            S responding,
            S authenticating,
            Verbs<V> verbs,
            LineReader lines,
            LoginSession.Shell shell) {
        super(begin, end, verbs, lines, shell);
        this.responding = responding;
        this.authenticating = authenticating;
        this.shell = shell;
    }

    @Override
    public final long messages() {
        return messages;
    }

    /** One more for {@link #messages}. */
    protected final void countMessage() {
        messages = messages + 1; // by one thread at a time
    }

    /** The log-in, for AUTH to begin it. */
    protected final SaslDialogue login() {
        return login;
    }

    /** The words in which a protocol passes on a challenge, which is in base64. */
    protected abstract Reply challenge(String octets);

    /** A user has logged in. */
    protected abstract void identified(Identity identity);

    /** A log-in has failed, or has been given up. */
    protected abstract void failed(SaslStep.Failure failure);

    /** Takes the step that is next, when the session has come to wait for the shell. */
    protected final void authenticate() {
        authenticate(login.step());
    }

    /** Takes a step. */
    protected final void authenticate(SaslStep step) {
        if (step instanceof SaslStep.Challenge sent) {
            go(responding);
            write(challenge(SaslWire.encode(sent.octets())));
        } else if (step instanceof SaslStep.Success success) {
            identified(success.identity());
        } else if (step instanceof SaslStep.Failure failure) {
            failed(failure);
        } else {
            shell.ask(step);
        }
    }

    /** Takes octets of a response to a challenge. */
    protected final void respond(ByteBuffer octets) {
        switch (login.read(octets)) {
            case PARTIAL -> {}
            case STEP -> go(authenticating);
            case ENDLESS -> breakOff(lineTooLong());
        }
    }

    @Override
    public void answered(Login checked) {
        if (expectAnswer(authenticating)) {
            login.answer(checked);
            authenticate();
        }
    }

    @Override
    public final void answered(ScramSecret secret) {
        if (expectAnswer(authenticating)) {
            login.answer(secret);
            authenticate();
        }
    }

    @Override
    public void unanswered() {
        if (expectAnswer(authenticating)) {
            login.unavailable();
            authenticate();
        }
    }
}
