package ee.qmail.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The state of the queues' consumers, as seen by the adapter that attaches them. Safe for use by many threads. */
public interface QueueConsumption {
    /** Returns the queues whose consumers are missing: one line for each, the queue's name, a colon and its state. Does not wait for the broker. */
    List<String> missing();

    /**
     * Returns the time at which a connection by which a broker elsewhere gives messages was last made or lost. A broker that is started again forgets which messages
     * it had given to somebody: one that is older may have been.
     *
     * @return empty if the broker is in this process
     */
    Optional<Instant> lastBreak();
}
