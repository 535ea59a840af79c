package ee.qmail.sasl;

import ee.qmail.contract.Identity;
import ee.qmail.contract.ScramSecret;
import ee.qmail.sasl.SaslStep.Challenge;
import ee.qmail.sasl.SaslStep.Failure;
import ee.qmail.sasl.SaslStep.Reason;
import ee.qmail.sasl.SaslStep.Success;

/** What one mechanism does with messages and answers; {@link SaslExchange} sees to their order. */
abstract class Mechanism {
    /** The first message, where the client has not sent one with the command. */
    SaslStep begin() {
        return new Challenge(new byte[0]);
    }

    /** Octets of a message that are looked at. */
    abstract int maxMessage();

    /** A message of a size that no right one has. */
    SaslStep tooLong() {
        return Failure.of(Reason.WRONG);
    }

    /** Takes a message of the client's, one that is not too long. */
    abstract SaslStep message(byte[] message) throws MalformedException;

    SaslStep secret(ScramSecret secret) {
        throw new IllegalStateException("no secret was asked for: " + secret.iterations());
    }

    SaslStep accepted(Identity identity) {
        return new Success(identity);
    }

    SaslStep refused() {
        return Failure.of(Reason.WRONG);
    }
}
