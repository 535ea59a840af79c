package ee.qmail.sasl;

import ee.qmail.contract.Login;
import ee.qmail.contract.ProtocolSession;
import ee.qmail.contract.ScramSecret;
import ee.qmail.wire.CommandSession;

/** A session in which users log in. The answers are of no effect when the connection is over. */
public interface LoginSession extends ProtocolSession {
    /** The connection of such a session. */
    interface Shell extends CommandSession.Shell {
        /**
         * Asks {@link ee.qmail.contract.Authenticator}. To be answered by {@code answered} or {@link LoginSession#unanswered}, inside
         * this call or later.
         *
         * @param question a step that is neither a challenge nor an end
         */
        default void ask(SaslStep question) {
            throw new UnsupportedOperationException("nobody logs in");
        }

        /** Counts a handshake that the client asks for; false if its network has had too many (ABUSE-4). */
        default boolean admitTls() {
            return true;
        }
    }

    void answered(Login checked);

    /** The answer to {@link SaslStep.AskSecret}. */
    void answered(ScramSecret secret);

    /** It cannot be told now. */
    void unanswered();
}
