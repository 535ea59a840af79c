package ee.qmail.bench.cases;

import ee.qmail.bench.peer.Ability;
import ee.qmail.bench.peer.Peer;

/** Something that is measured, the same way for every peer. */
public interface Case {
    /** As on the command line. */
    String name();

    /** One sentence. */
    String about();

    /** What a peer must be able to do. */
    Ability needs();

    /** What is not measured but must be there. */
    default void prepare(Peer peer) {}

    /** @param peer null if {@link #needs} is {@link Ability#NONE} */
    Outcome measure(Peer peer);

    /** Whether its syncs are counted in the extra round. */
    default boolean countsSyncs() {
        return false;
    }

    /** Leaves the peer as it was. */
    default void cleanUp(Peer peer) {}
}
