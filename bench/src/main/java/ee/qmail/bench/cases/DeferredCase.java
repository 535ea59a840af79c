package ee.qmail.bench.cases;

import ee.qmail.bench.Await;
import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;
import ee.qmail.bench.peer.Peers;
import java.time.Duration;

/**
 * New mail while many messages wait for a later attempt, and what the server does when there is nothing else to do. A server
 * of its own, which has mail of the same kind first, to get warm.
 *
 * @param waiting how many messages wait, none of them due
 * @param load the new mail
 */
record DeferredCase(String name, String about, long waiting, Case load, Peers peers, Bounds bounds) implements Case {
    /** Small, so that filling does not take longer than measuring. */
    private static final int SIZE = 1024;

    /** Runs that count for nothing: as long as the compiler has much to do. */
    private static final int WARMING = 6;

    private static final Duration IDLE = Duration.ofSeconds(10);

    @Override
    public Ability needs() {
        return Ability.DEFERRED;
    }

    @Override
    public Outcome measure(Peer peer) {
        try (Peer another = peers.create(peer.name())) {
            another.start();
            another.populate();
            another.defer((int) (waiting == 0 ? 0 : bounds.count(waiting)), SIZE);
            for (int i = 0; i < WARMING; i++) {
                run(another);
            }
            Outcome outcome = run(another);
            return new Outcome(0, outcome.figures()).and(Metric.IDLE, idle(another));
        }
    }

    private Outcome run(Peer another) {
        load.prepare(another);
        Outcome outcome = load.measure(another);
        load.cleanUp(another);
        return outcome;
    }

    /** Thousandths of a processor. */
    private static double idle(Peer another) {
        long before = another.processes().cpuMillis();
        Await.until(IDLE, IDLE, () -> false);
        return (another.processes().cpuMillis() - before) / (double) IDLE.toSeconds();
    }
}
