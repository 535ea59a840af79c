package ee.qmail.sasl;

import ee.qmail.sasl.SaslStep.CheckPassword;
import ee.qmail.sasl.SaslStep.Failure;
import ee.qmail.sasl.SaslStep.Reason;

/** PLAIN (RFC 4616): {@code authzid NUL authcid NUL password}. */
final class PlainMechanism extends Mechanism {
    @Override
    int maxMessage() {
        return 2 * SaslText.MAX_NAME + SaslText.MAX_PASSWORD + 2;
    }

    @Override
    SaslStep message(byte[] message) throws MalformedException {
        String[] fields = SaslText.utf8(message).split("\0", -1);
        if (fields.length != 3) {
            throw new MalformedException();
        }
        String user = SaslText.typed(fields[1]);
        String password = SaslText.typed(fields[2]);
        return SaslText.isForSomebodyElse(fields[0], user)
                ? Failure.of(Reason.WRONG)
                : new CheckPassword(user, password);
    }
}
