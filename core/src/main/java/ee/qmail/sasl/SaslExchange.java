package ee.qmail.sasl;

import ee.qmail.contract.Login;
import ee.qmail.contract.ScramSecret;
import ee.qmail.sasl.SaslStep.Failure;
import ee.qmail.sasl.SaslStep.Reason;
import java.util.Optional;

/**
 * One log-in by SASL, the server's side. After {@link #start} each step says what comes next: after a {@link SaslStep.Challenge} {@link
 * #response}, after a question the {@code answer} to it or {@link #unavailable}; after a success or a failure nothing. Nothing a client
 * sends makes it throw. A client that cancels is the frame's matter: an exchange can be dropped at any time. For one thread at a time.
 */
public final class SaslExchange {
    private enum Turn {
        BEGIN,
        CLIENT,
        ANSWER,
        OVER
    }

    private final Mechanism mechanism;
    private Turn turn = Turn.BEGIN;

    SaslExchange(Mechanism mechanism) {
        this.mechanism = mechanism;
    }

    /**
     * @param mechanismName as the client sent it, in any case of letters
     * @return empty if it is not offered
     */
    public static Optional<SaslExchange> begin(String mechanismName, SaslOffer offer) {
        return SaslMechanism.of(mechanismName)
                .filter(offer.mechanisms()::contains)
                .map(name -> new SaslExchange(mechanism(name, offer)));
    }

    private static Mechanism mechanism(SaslMechanism name, SaslOffer offer) {
        return switch (name) {
            case SCRAM_SHA_256_PLUS, SCRAM_SHA_256 -> new ScramMechanism(name, offer);
            case PLAIN -> new PlainMechanism();
            case LOGIN -> new LoginMechanism();
            case XOAUTH2, OAUTHBEARER -> new BearerMechanism(name);
            case EXTERNAL -> new ExternalMechanism(offer.certifiedAddress());
        };
    }

    /** @param initialResponse what the client sent with the command; null if nothing, which is not the same as an empty one */
    public SaslStep start(byte[] initialResponse) {
        require(Turn.BEGIN);
        return next(initialResponse == null ? mechanism.begin() : read(initialResponse));
    }

    public SaslStep response(byte[] message) {
        require(Turn.CLIENT);
        return next(read(message));
    }

    private SaslStep read(byte[] message) {
        try {
            return message.length > mechanism.maxMessage() ? mechanism.tooLong() : mechanism.message(message);
        } catch (MalformedException e) {
            return Failure.of(Reason.MALFORMED);
        }
    }

    /** The answer to a check. */
    public SaslStep answer(Login login) {
        require(Turn.ANSWER);
        if (login.secondsToWait() > 0) {
            return next(new Failure(Reason.THROTTLED, login.secondsToWait()));
        }
        return next(login.identity().map(mechanism::accepted).orElseGet(mechanism::refused));
    }

    /** The answer to {@link SaslStep.AskSecret}. */
    public SaslStep answer(ScramSecret secret) {
        require(Turn.ANSWER);
        return next(mechanism.secret(secret));
    }

    /** No answer can be had now. */
    public SaslStep unavailable() {
        require(Turn.ANSWER);
        return next(Failure.of(Reason.UNAVAILABLE));
    }

    private SaslStep next(SaslStep step) {
        if (step instanceof SaslStep.Challenge) {
            turn = Turn.CLIENT;
        } else if (step instanceof Failure || step instanceof SaslStep.Success) {
            turn = Turn.OVER;
        } else {
            turn = Turn.ANSWER;
        }
        return step;
    }

    private void require(Turn wanted) {
        if (turn != wanted) {
            throw new IllegalStateException("it is the turn of " + turn + ", not of " + wanted);
        }
    }
}
