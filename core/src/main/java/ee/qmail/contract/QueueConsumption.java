package ee.qmail.contract;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The taking of messages from the queues, for the adapter that attaches their consumers. Safe for use by several threads. */
public interface QueueConsumption {
    /** That of the broker's adapter; on a server with a JMS provider of its own there is none. */
    Registry<QueueConsumption> RUNNING = new Registry<>();

    /** The consumers that a queue should have and has not: one line for each, the queue's name, a colon and how it is. Does not wait for the broker. */
    List<String> missing();

    /**
     * The time at which a connection by which a broker elsewhere gives messages was last made or lost. A broker that is started again forgets which messages
     * it had given to somebody: one that is older may have been.
     *
     * @return empty if the broker is in this process
     */
    Optional<Instant> lastBreak();
}
