package ee.qmail.sasl;

import ee.qmail.contract.Login;
import ee.qmail.contract.ScramSecret;
import ee.qmail.sasl.SaslStep.Failure;
import ee.qmail.sasl.SaslStep.Reason;
import ee.qmail.wire.LineReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A log-in by AUTH in the lines of SMTP and POP3 (RFC 4954 4, RFC 5034 4): it takes the client's responses and tells the step that
 * comes next. Nothing is kept of an exchange that is over. For one thread at a time.
 */
public final class SaslDialogue {
    /** Octets after which nobody will send a line end any more. */
    private static final int ENDLESS = 4 * SaslWire.MAX_LINE;

    /** The result of some octets of a response. */
    public enum Progress {
        /** All are taken, and the response has not ended. */
        PARTIAL,
        /** There is a {@link #step}. */
        STEP,
        /** More has come without a line end than is waited for. */
        ENDLESS
    }

    private LineReader responses;
    private SaslExchange exchange;
    private SaslStep step;

    /**
     * Begins a log-in, of which there is a {@link #step} then.
     *
     * @param argument of AUTH: a mechanism, and maybe the first response
     * @return false if this mechanism is not offered
     */
    public boolean begin(SaslOffer offer, String argument) {
        int blank = argument.indexOf(' ');
        String mechanism = blank < 0 ? argument : argument.substring(0, blank);
        Optional<SaslExchange> begun = SaslExchange.begin(mechanism, offer);
        if (begun.isEmpty()) {
            return false;
        }
        exchange = begun.get();
        responses = new LineReader(SaslWire.MAX_LINE, ENDLESS);
        if (blank < 0) {
            step = exchange.start(null);
        } else {
            step = SaslWire.initialResponse(argument.substring(blank + 1).strip())
                    .map(exchange::start)
                    .orElse(Failure.of(Reason.MALFORMED));
        }
        return true;
    }

    /** Takes octets of the response to a challenge, up to its end. */
    public Progress read(ByteBuffer octets) {
        return switch (responses.read(octets)) {
            case PARTIAL -> Progress.PARTIAL;
            case ENDLESS -> Progress.ENDLESS;
            case TOO_LONG -> next(Failure.of(Reason.MALFORMED));
            case LINE -> next(response(responses.take()));
        };
    }

    private Progress next(SaslStep following) {
        step = following;
        return Progress.STEP;
    }

    private SaslStep response(String line) {
        if (SaslWire.isCancel(line)) {
            return Failure.of(Reason.CANCELLED);
        }
        return SaslWire.decode(line).map(exchange::response).orElse(Failure.of(Reason.MALFORMED));
    }

    /** The step that is next; asked once for each, as credentials are not kept. */
    public SaslStep step() {
        SaslStep next = step;
        step = null;
        if (next instanceof Failure || next instanceof SaslStep.Success) {
            exchange = null;
            responses = null;
        }
        return next;
    }

    /** The answer to the question that the step was. */
    public void answer(Login login) {
        step = exchange.answer(login);
    }

    /** The answer to {@link SaslStep.AskSecret}. */
    public void answer(ScramSecret secret) {
        step = exchange.answer(secret);
    }

    /** No answer can be had now; maybe not even to the question what a user may do who has logged in. */
    public void unavailable() {
        step = exchange == null ? Failure.of(Reason.UNAVAILABLE) : exchange.unavailable();
    }
}
