package ee.qmail.bench.load;

import io.netty.util.AttributeKey;
import java.util.List;

/**
 * The way in which the clients of a load come in.
 *
 * @param tls null for none
 * @param users who log in by PLAIN, in turn; empty if nobody does
 * @param password of all users
 */
public record Entrance(ClientTls tls, List<String> users, String password) {
    /** Without TLS and log-in. */
    public static final Entrance CLEAR = new Entrance(null, List.of(), "");

    /** On each connection: the number of the session to which it belongs. */
    static final AttributeKey<Integer> SESSION = AttributeKey.valueOf(Entrance.class, "session");

    public Entrance {
        users = List.copyOf(users);
    }

    /** TLS alone; null for none. */
    public static Entrance by(ClientTls tls) {
        return new Entrance(tls, List.of(), "");
    }

    boolean begins(ClientTls.Begin moment) {
        return tls != null && tls.begin() == moment;
    }

    boolean logsIn() {
        return !users.isEmpty();
    }

    String user(int session) {
        return users.get(session % users.size());
    }
}
