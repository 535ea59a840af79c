package ee.qmail.bench.cases;

import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import ee.qmail.bench.peer.Peers;

/** A second one of the same kind, from nothing to its greeting, its users made. */
record StartCase(String name, String about, Peers peers) implements Case {
    @Override
    public Ability needs() {
        return Ability.SMTP;
    }

    @Override
    public Outcome measure(Peer peer) {
        try (Peer another = peers.create(peer.name())) {
            long begin = System.nanoTime();
            another.start();
            return Outcome.of(0, Metric.MILLIS, (System.nanoTime() - begin) / 1e6);
        }
    }
}
