package ee.qmail.log;

import ee.qmail.inbound.Peer;
import java.util.function.Consumer;

/** The log of tcpserver for one port (TS-5). Names and ident answers are not looked up and left empty. Thread-safe. */
public final class ConnectionLog {
    private final Consumer<String> lines;
    private final int limit;
    private long connections;
    private int open;

    /**
     * @param lines where lines go, for instance {@code multilog::append}
     * @param limit of simultaneous connections, for the status lines
     */
    public ConnectionLog(Consumer<String> lines, int limit) {
        this.lines = lines;
        this.limit = limit;
    }

    /**
     * {@code status} and {@code pid P from IP}: somebody has connected.
     *
     * @return the number of the connection, which stands where tcpserver has a process id
     */
    public synchronized long opened(Peer peer) {
        open++;
        long number = ++connections;
        status();
        lines.accept("tcpserver: pid " + number + " from " + peer.remoteIp());
        return number;
    }

    /** {@code ok} or {@code deny}: what the rules said. */
    public void judged(long number, boolean ok, Peer peer) {
        lines.accept("tcpserver: " + (ok ? "ok " : "deny ") + number + " :" + peer.localIp() + ":"
                + peer.local().getPort() + " :" + peer.remoteIp() + "::"
                + peer.remote().getPort());
    }

    /**
     * {@code end P status W} and {@code status}.
     *
     * @param status 0, or 256 times the exit code, as wait(2) tells it
     */
    public synchronized void ended(long number, int status) {
        open--;
        lines.accept("tcpserver: end " + number + " status " + status);
        status();
    }

    private void status() {
        lines.accept("tcpserver: status: " + open + "/" + limit);
    }
}
