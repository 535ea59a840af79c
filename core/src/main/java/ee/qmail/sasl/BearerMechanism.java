package ee.qmail.sasl;

import ee.qmail.sasl.SaslStep.Challenge;
import ee.qmail.sasl.SaslStep.CheckToken;
import ee.qmail.sasl.SaslStep.Failure;
import ee.qmail.sasl.SaslStep.Reason;
import ee.qmail.text.Characters;
import java.nio.charset.StandardCharsets;

/**
 * XOAUTH2 and OAUTHBEARER (RFC 7628): a bearer token, and the user for whom it should be. A refusal is told in JSON first, which the
 * client answers with a message that says nothing (RFC 7628 3.2.3).
 */
final class BearerMechanism extends Mechanism {
    /** Octets of a token; those of usual issuers have 1,000 to 3,000. */
    private static final int MAX_TOKEN = 8192;
    /** For the names, host and port beside it. */
    private static final int MAX_REST = 1024;

    private static final byte[] REFUSED =
            "{\"status\":\"invalid_token\",\"schemes\":\"bearer\"}".getBytes(StandardCharsets.US_ASCII);
    private static final String BEARER = "Bearer ";

    private final SaslMechanism name;
    private boolean refused;

    BearerMechanism(SaslMechanism name) {
        this.name = name;
    }

    @Override
    int maxMessage() {
        return MAX_TOKEN + MAX_REST;
    }

    /** @param message fields that end with {@code ^A}, and one more {@code ^A} at the end of all */
    @Override
    SaslStep message(byte[] message) throws MalformedException {
        if (refused) {
            return Failure.of(Reason.WRONG);
        }
        String text = SaslText.utf8(message);
        String[] fields = text.split("\1", -1);
        if (!text.endsWith("\1\1") || fields.length < 4) {
            throw new MalformedException();
        }
        String user = name == SaslMechanism.XOAUTH2 ? afterKey("user=", fields[0]) : gs2User(fields[0]);
        return new CheckToken(user, token(fields));
    }

    /** @param field must begin with the key */
    private static String afterKey(String key, String field) throws MalformedException {
        if (!field.startsWith(key) || field.indexOf('\0') >= 0) {
            throw new MalformedException();
        }
        return field.substring(key.length());
    }

    /** @param header {@code n,a=USER,}: a channel cannot be bound with this mechanism */
    private static String gs2User(String header) throws MalformedException {
        Gs2Header read = Gs2Header.read(header);
        if (read.binding() != null || read.length() != header.length()) {
            throw new MalformedException();
        }
        return read.authorization();
    }

    /** All other fields are {@code key=value}, and may be there or not. */
    private static String token(String[] fields) throws MalformedException {
        String token = null;
        for (int i = 1; i < fields.length - 2; i++) {
            String field = fields[i];
            int equals = field.indexOf('=');
            if (equals < 1 || !Characters.all(field.substring(0, equals), Character::isLetter)) {
                throw new MalformedException();
            }
            if (field.startsWith("auth=")) {
                token = token == null ? bearer(field.substring(equals + 1)) : "";
            }
        }
        if (token == null || token.isEmpty() || token.length() > MAX_TOKEN) {
            throw new MalformedException();
        }
        return token;
    }

    /** Empty if the value is not a token of the grammar of RFC 6750 2.1. */
    private static String bearer(String value) {
        if (!value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return "";
        }
        String token = value.substring(BEARER.length());
        return Characters.all(token, BearerMechanism::isTokens) ? token : "";
    }

    private static boolean isTokens(int c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || "-._~+/=".indexOf(c) >= 0);
    }

    @Override
    SaslStep refused() {
        refused = true;
        return new Challenge(REFUSED.clone());
    }
}
