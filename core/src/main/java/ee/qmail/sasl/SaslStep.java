package ee.qmail.sasl;

import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.ScramSecret;

/**
 * What an exchange wants next: a message from the client, an answer of {@link ee.qmail.contract.Authenticator}, or nothing, as it is
 * over. Arrays are not to be changed.
 */
public sealed interface SaslStep {
    /** To be sent; the client's response is for {@link SaslExchange#response}. */
    record Challenge(byte[] octets) implements SaslStep {}

    /** A question: {@code checkRemembered}, then {@code checkPassword}. */
    record CheckPassword(String user, String password) implements SaslStep {
        /** Without the password, as this may end in a log. */
        @Override
        public String toString() {
            return "CheckPassword[" + user + "]";
        }
    }

    /** A question: {@code scramSecret}. */
    record AskSecret(String user) implements SaslStep {}

    /**
     * A question: {@code checkProof}.
     *
     * @param secret the one that {@link AskSecret} brought
     * @param right whether the client has proved that it knows the password of that secret
     */
    record CheckProof(String user, ScramSecret secret, boolean right) implements SaslStep {}

    /**
     * A question: {@code checkToken}.
     *
     * @param user empty if the client has not said for whom the token is
     */
    record CheckToken(String user, String token) implements SaslStep {
        /** Without the token, as this may end in a log. */
        @Override
        public String toString() {
            return "CheckToken[" + user + "]";
        }
    }

    /** A question: {@code checkCertificate}. */
    record CheckCertificate(String address) implements SaslStep {}

    /** The user is logged in. */
    record Success(Identity identity) implements SaslStep {}

    /** @param secondsToWait before the next try is worth it, with {@link Reason#THROTTLED}; else 0 */
    record Failure(Reason reason, long secondsToWait) implements SaslStep {
        static Failure of(Reason reason) {
            return new Failure(reason, 0);
        }
    }

    /** Why a log-in failed; the codes are those of RFC 4954 6. */
    enum Reason {
        /** A message of the client's cannot be read: 501 5.5.2. */
        MALFORMED,
        /** The client has given up: 501 5.7.0. */
        CANCELLED,
        /** The credentials are wrong, or there is no such user, or it may not log in so: 535 5.7.8. */
        WRONG,
        /** There were too many wrong ones, and these were not looked at: 454 4.7.0. */
        THROTTLED,
        /** It cannot be told now whether they are right: 454 4.7.0, as after a 535 clients forget good passwords. */
        UNAVAILABLE
    }

    /** The end of a log-in that takes one question. */
    static SaslStep of(Login login) {
        if (login.secondsToWait() > 0) {
            return new Failure(Reason.THROTTLED, login.secondsToWait());
        }
        return login.identity().<SaslStep>map(Success::new).orElse(Failure.of(Reason.WRONG));
    }
}
