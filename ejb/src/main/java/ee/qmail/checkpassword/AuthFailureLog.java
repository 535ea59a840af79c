package ee.qmail.checkpassword;

import ee.qmail.contract.Door;
import ee.qmail.contract.Peer;
import ee.qmail.guard.RecentFailures;
import ee.qmail.meter.Meter;
import java.time.Instant;
import java.util.logging.Logger;

/**
 * One line for each log-in that failed, in a form that stays, for programs that shut out guessers (ABUSE-2), and a place among
 * {@link RecentFailures}:
 * {@code auth failure ip=192.0.2.1 login=ana@example.org door=submission mech=password reason=wrong}.
 */
public final class AuthFailureLog {
    private static final Logger LOG = Logger.getLogger(AuthFailureLog.class.getName());
    private static final int MAX_LOGIN = 100;

    private AuthFailureLog() {}

    static void tell(Peer peer, Door door, String mechanism, String login, boolean throttled) {
        tell(peer.remoteIp(), login, door.label(), mechanism, throttled);
    }

    /**
     * @param ip of the client, numeric
     * @param login as the client sent it
     * @param door the label of a {@link Door}, or {@code console}
     * @param mechanism {@code password}, {@code scram}, {@code token}, {@code certificate} or {@code apop}
     * @param throttled whether the credentials were not looked at, as there were too many wrong ones
     */
    public static void tell(String ip, String login, String door, String mechanism, boolean throttled) {
        String reason = throttled ? "throttled" : "wrong";
        Meter.LOGINS.count(door, reason);
        LOG.info(() -> "auth failure ip=" + ip + " login=" + shown(login) + " door=" + door + " mech=" + mechanism
                + " reason=" + reason);
        RecentFailures.shared()
                .add(new RecentFailures.Failure(Instant.now(), ip, shown(login), door, mechanism, reason));
    }

    /** One word of printable ASCII without {@code =}, so that a login cannot say something about another field. */
    static String shown(String login) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(login.length(), MAX_LOGIN); i++) {
            char c = login.charAt(i);
            shown.append(c > ' ' && c < 0x7f && c != '=' ? c : '?');
        }
        return shown.length() == 0 ? "?" : shown.toString();
    }
}
