package ee.qmail.bench.cases;

import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;

/** The memory of all processes: as they stand, and right after another case. */
record MemoryCase(String name, String about, Case load) implements Case {
    private static final double MEGABYTE = 1024 * 1024;

    static MemoryCase idle() {
        return new MemoryCase("memory-idle", "memory of all processes, nothing to do", null);
    }

    static MemoryCase after(Case load) {
        return new MemoryCase("memory-load", "memory of all processes right after " + load.name(), load);
    }

    @Override
    public Ability needs() {
        return Ability.SMTP;
    }

    @Override
    public Outcome measure(Peer peer) {
        if (load != null) {
            load.measure(peer);
        }
        return Outcome.of(0, Metric.MEGABYTES_HELD, peer.processes().memory() / MEGABYTE);
    }

    @Override
    public void cleanUp(Peer peer) {
        if (load != null) {
            load.cleanUp(peer);
        }
    }
}
