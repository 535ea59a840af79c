package ee.qmail.sasl;

import ee.qmail.sasl.SaslStep.CheckCertificate;
import ee.qmail.sasl.SaslStep.Failure;
import ee.qmail.sasl.SaslStep.Reason;

/** EXTERNAL (RFC 4422 A): the message is empty, or the name for which the certificate is. */
final class ExternalMechanism extends Mechanism {
    private final String certifiedAddress;

    ExternalMechanism(String certifiedAddress) {
        this.certifiedAddress = certifiedAddress;
    }

    @Override
    int maxMessage() {
        return SaslText.MAX_NAME;
    }

    @Override
    SaslStep message(byte[] message) throws MalformedException {
        String wanted = SaslText.utf8(message);
        if (wanted.indexOf('\0') >= 0) {
            throw new MalformedException();
        }
        return SaslText.isForSomebodyElse(wanted, certifiedAddress)
                ? Failure.of(Reason.WRONG)
                : new CheckCertificate(certifiedAddress);
    }
}
