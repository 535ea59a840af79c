package ee.qmail.bench.cases;

import com.sun.management.UnixOperatingSystemMXBean;
import ee.qmail.bench.BenchException;
import ee.qmail.bench.load.ClientTls;
import ee.qmail.bench.load.IdleConnections;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Connections that were greeted and say nothing, and the memory they cost. */
record IdleCase(String name, String about, long connections, Access access, Bounds bounds) implements Case {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Each shakes hands, on the cores that the server has too. */
    private static final Duration SECURE_LIMIT = Duration.ofMinutes(2);

    private static final int OTHER_FILES = 1_000;
    private static final double KILOBYTE = 1024;

    @Override
    public Ability needs() {
        return access.needs();
    }

    /** The server is started with the same limit as this process. */
    @Override
    public void prepare(Peer peer) {
        long files = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
        if (files < bounds.count(connections) + OTHER_FILES) {
            throw new BenchException("only " + files + " open files are allowed; raise the hard limit (ulimit -Hn) to "
                    + (connections + OTHER_FILES) + " or more");
        }
    }

    @Override
    public Outcome measure(Peer peer) {
        long heap = peer.liveHeap();
        long before = peer.processes().memory();
        try (ClientTls tls = access.tls();
                IdleConnections idle = connect(peer, tls)) {
            int held = idle.held();
            if (held == 0) {
                throw new BenchException(peer.name() + ", " + name + ": not one connection was greeted");
            }
            double growth = Math.max(0, peer.processes().memory() - before);
            Outcome outcome = Outcome.of(0, Metric.KILOBYTES_EACH, growth / held / KILOBYTE)
                    .and(Metric.CONNECTIONS, held);
            return heap == 0
                    ? outcome
                    : outcome.and(Metric.HEAP_EACH, (double) (peer.liveHeap() - heap) / held / KILOBYTE);
        }
    }

    private IdleConnections connect(Peer peer, ClientTls tls) {
        int count = (int) bounds.count(connections);
        return tls == null
                ? new IdleConnections(access.server(peer), count, LIMIT)
                : new IdleConnections(access.server(peer), tls, count, SECURE_LIMIT);
    }
}
