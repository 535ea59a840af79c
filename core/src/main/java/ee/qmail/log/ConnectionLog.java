package ee.qmail.log;

import ee.qmail.contract.Client;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Tls;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The log of tcpserver for one port (TS-5). Names and ident answers are not looked up and left empty; the number of the
 * connection stands where tcpserver has a process id. Before its end stands what it was, in one line (TLS-17, AUTH-17):
 *
 * <pre>qmail: session 17 door=submissions client=192.0.2.7 tls=TLSv1.3 suite=TLS_AES_128_GCM_SHA256 sni=mail.example.org resumed=no subject=- login=ana@example.org</pre>
 *
 * <p>A value is one word of printable ASCII, or {@code -} where there is none. Safe for use by several threads.
 */
public final class ConnectionLog {
    /** The client is gone without a good-bye: exit code 1, as wait(2) tells it. */
    public static final int GONE = 1 << 8;

    /** This server could not decide about the client: exit code 111. */
    private static final int UNAVAILABLE = 111 << 8;

    /** The version of a session without TLS, among those of {@link #sessions}. */
    public static final String CLEAR = "clear";
    /** A proxy may tell of versions that nobody knows. */
    private static final int MAX_VERSIONS = 16;

    private static final int MAX_VALUE = 255;

    private final Consumer<String> lines;
    private final Map<String, Long> sessions = new TreeMap<>();
    private long connections;
    private int open;
    private int limit;

    /** @param lines where lines go, for instance {@code multilog::append}; must not block */
    public ConnectionLog(Consumer<String> lines) {
        this.lines = lines;
    }

    /**
     * {@code status}, {@code pid N from IP}, and {@code ok} or {@code deny}: somebody has connected.
     *
     * @param ok whether the client may stay
     * @param max connections allowed at a time, for the status lines
     * @return the number of the connection
     */
    public synchronized long opened(Peer peer, boolean ok, int max) {
        limit = max;
        open++;
        status();
        long number = from(peer);
        lines.accept("tcpserver: " + (ok ? "ok " : "deny ") + number + " :" + peer.localIp() + ":"
                + peer.local().getPort() + " :" + peer.remoteIp() + "::"
                + peer.remote().getPort());
        return number;
    }

    /**
     * {@code session N ...}, {@code end N status W} and {@code status}.
     *
     * @param client as it was known in the end
     * @param status 0 or {@link #GONE}
     */
    public synchronized void ended(long number, Client client, int status) {
        open--;
        String version = client.isEncrypted() ? client.tls().version() : CLEAR;
        if (sessions.containsKey(version) || sessions.size() < MAX_VERSIONS) {
            sessions.merge(version, 1L, Long::sum);
        }
        lines.accept("qmail: session " + number + fields(client));
        end(number, status);
        status();
    }

    /** A client was sent away because no decision about it could be had. */
    public synchronized void unavailable(Peer peer) {
        end(from(peer), UNAVAILABLE);
    }

    /** Returns how many sessions have ended, by their version of TLS, such as {@code TLSv1.3}, or {@code clear}. */
    public synchronized Map<String, Long> sessions() {
        return new TreeMap<>(sessions);
    }

    private static String fields(Client client) {
        Tls tls = client.tls();
        return field("door", client.door().label())
                + field("client", client.peer().remoteIp())
                + field("tls", tls == null ? null : tls.version())
                + field("suite", tls == null ? null : tls.suite())
                + field("sni", tls == null ? null : tls.serverName())
                + field("resumed", tls != null && tls.resumed() ? "yes" : "no")
                + field("subject", tls == null ? null : tls.certificateSubject())
                + field("login", client.login());
    }

    private static String field(String name, String value) {
        String word = value == null || value.isEmpty() ? "-" : value;
        return " " + name + "=" + SafeText.of(word.substring(0, Math.min(word.length(), MAX_VALUE)));
    }

    private long from(Peer peer) {
        long number = ++connections;
        lines.accept("tcpserver: pid " + number + " from " + peer.remoteIp());
        return number;
    }

    private void end(long number, int status) {
        lines.accept("tcpserver: end " + number + " status " + status);
    }

    private void status() {
        lines.accept("tcpserver: status: " + open + "/" + limit);
    }
}
