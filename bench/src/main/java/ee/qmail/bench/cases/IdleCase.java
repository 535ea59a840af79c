package ee.qmail.bench.cases;

import ee.qmail.bench.BenchException;
import ee.qmail.bench.load.IdleConnections;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import java.time.Duration;

/** SMTP connections that were greeted and say nothing, and the memory they cost. */
record IdleCase(String name, String about, long connections, Bounds bounds) implements Case {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final double KILOBYTE = 1024;

    @Override
    public Ability needs() {
        return Ability.SMTP;
    }

    @Override
    public Outcome measure(Peer peer) {
        long before = peer.processes().memory();
        try (IdleConnections idle = new IdleConnections(peer.smtp(), (int) bounds.count(connections), LIMIT)) {
            int held = idle.held();
            if (held == 0) {
                throw new BenchException(peer.name() + ", " + name + ": not one connection was greeted");
            }
            double growth = Math.max(0, peer.processes().memory() - before);
            return Outcome.of(0, Metric.KILOBYTES_EACH, growth / held / KILOBYTE)
                    .and(Metric.CONNECTIONS, held);
        }
    }
}
