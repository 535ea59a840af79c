package ee.qmail.log;

import ee.qmail.contract.Peer;
import java.util.function.Consumer;

/**
 * The log of tcpserver for one port (TS-5). Names and ident answers are not looked up and left empty; the number of the
 * connection stands where tcpserver has a process id. Safe for use by several threads.
 */
public final class ConnectionLog {
    /** The client is gone without a good-bye: exit code 1, as wait(2) tells it. */
    public static final int GONE = 1 << 8;

    /** This server could not decide about the client: exit code 111. */
    private static final int UNAVAILABLE = 111 << 8;

    private final Consumer<String> lines;
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
     * {@code end N status W} and {@code status}.
     *
     * @param status 0 or {@link #GONE}
     */
    public synchronized void ended(long number, int status) {
        open--;
        end(number, status);
        status();
    }

    /** A client was sent away because no decision about it could be had. */
    public synchronized void unavailable(Peer peer) {
        end(from(peer), UNAVAILABLE);
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
