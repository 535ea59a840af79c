package ee.qmail.sasl;

import ee.qmail.sasl.SaslStep.Challenge;
import ee.qmail.sasl.SaslStep.CheckPassword;
import java.nio.charset.StandardCharsets;

/**
 * LOGIN (draft-murchison-sasl-login): name and password, each behind a question. Many clients send the name with the command, which is
 * taken (AUTH-4).
 */
final class LoginMechanism extends Mechanism {
    private static final byte[] USERNAME = "Username:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PASSWORD = "Password:".getBytes(StandardCharsets.US_ASCII);

    private String user;

    @Override
    SaslStep begin() {
        return new Challenge(USERNAME.clone());
    }

    @Override
    int maxMessage() {
        return user == null ? SaslText.MAX_NAME : SaslText.MAX_PASSWORD;
    }

    @Override
    SaslStep message(byte[] message) throws MalformedException {
        String typed = SaslText.typed(SaslText.utf8(message));
        if (user != null) {
            return new CheckPassword(user, typed);
        }
        user = typed;
        return new Challenge(PASSWORD.clone());
    }
}
