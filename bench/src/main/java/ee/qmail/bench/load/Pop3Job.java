package ee.qmail.bench.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Log-ins, each followed by the same work.
 *
 * @param users one session each, all at once
 * @param tls from the first octet; null for none
 * @param window commands under way at once while downloading; 1 is one at a time
 */
public record Pop3Job(
        InetSocketAddress server,
        List<String> users,
        String password,
        Work work,
        int window,
        Duration limit,
        ClientTls tls) {
    /** The work of a session between log-in and QUIT. */
    public enum Work {
        STAT,
        LIST,
        RETR_ALL
    }

    public Pop3Job {
        if (!server.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(server + " is not a loopback address; load is for this machine only");
        }
        if (users.isEmpty() || window < 1) {
            throw new IllegalArgumentException("needs a user and a window of 1 or more: " + users + ", " + window);
        }
        users = List.copyOf(users);
    }
}
