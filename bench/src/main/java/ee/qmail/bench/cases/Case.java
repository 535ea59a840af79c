package ee.qmail.bench.cases;

import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;

/** Something that is measured, the same way for every peer. */
public interface Case {
    /** As on the command line. */
    String name();

    /** One sentence. */
    String about();

    /** The abilities that a peer needs for this case. */
    Ability needs();

    /** Data that must exist before the measurement and is not measured. */
    default void prepare(Peer peer) {}

    /** @param peer null if {@link #needs} is {@link Ability#NONE} */
    Outcome measure(Peer peer);

    /** Tells whether its syncs are counted in the extra round. */
    default boolean countsSyncs() {
        return false;
    }

    /** Leaves the peer as it was. */
    default void cleanUp(Peer peer) {}
}
