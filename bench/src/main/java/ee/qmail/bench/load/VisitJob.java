package ee.qmail.bench.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Connections one after the other in each session: TLS, maybe a log-in, QUIT.
 *
 * @param sessions connections at once
 * @param visits how many at most
 * @param limit time after which none is begun
 * @param users of whom each logs in again and again in one session only; fewer than sessions are not possible
 */
public record VisitJob(
        InetSocketAddress server,
        ClientTls tls,
        Login login,
        int sessions,
        long visits,
        Duration limit,
        List<String> users,
        String password) {
    /** The log-in of each visit. */
    public enum Login {
        NONE,
        PLAIN,
        /** SCRAM-SHA-256, by POP3. */
        SCRAM
    }

    public VisitJob {
        if (!server.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(server + " is not a loopback address; load is for this machine only");
        }
        if (sessions < 1 || visits < 1 || login != Login.NONE && users.size() < sessions) {
            throw new IllegalArgumentException("sessions and visits must be 1 or more, with a user for each session: "
                    + sessions + ", " + visits + ", " + users);
        }
        users = List.copyOf(users);
    }

    /** The user of a visit: a session has its own users, so that no mailbox is opened twice at once. */
    String user(int session, long number) {
        int own = (users.size() - session + sessions - 1) / sessions;
        return users.get(session + sessions * (int) (number % own));
    }
}
