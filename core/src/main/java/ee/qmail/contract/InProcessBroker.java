package ee.qmail.contract;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The broker, if it runs in this process: what JMS does not tell, and a short way into its queues. Safe for use by several
 * threads.
 */
public interface InProcessBroker {
    /** The embedded broker; on a server with a JMS provider of its own there is none. */
    Registry<InProcessBroker> RUNNING = new Registry<>();

    /** Not while it has stopped itself, which it does when its journal cannot be written. */
    boolean isUp();

    /** Messages by queue name; a little behind what is stored. Nothing while the broker has stopped itself. */
    Map<String, Long> depths();

    /**
     * How a queue of an application is.
     *
     * @param messages that wait in it, -1 if that is not known
     * @param consumers that take them now, -1 if that is not known
     */
    record Load(long messages, long consumers) {
        public static final Load UNKNOWN = new Load(-1, -1);
    }

    /** Of a queue by its name; nothing in one that does not exist yet. */
    default Load load(String queue) {
        return Load.UNKNOWN;
    }

    /** Tells whether the disk of the journal has too little room left for more messages. */
    boolean isFull();

    /** Tells whether what waits takes less than half of the memory for it; the broker pages what does not fit. */
    boolean hasRoom();

    /** Tells whether a message to topic {@code qmail.events} would reach anybody now. */
    boolean isEventsWanted();

    /**
     * Stores messages as one transaction: all of them or none; they survive a crash when this returns. What a JMS session
     * does with a commit, but without one: the calling thread hands the records to the journal and waits for it, so
     * that no other thread is woken on the way. Not part of a JTA transaction.
     *
     * @throws DuplicateIdException if one has a duplicate id that was stored before
     * @throws NeverStoredException if one can never be stored; none of them is
     * @throws IOException if it is not known that they are stored, or one is for a queue the broker does not have
     */
    void store(List<BrokerMessage> unit) throws IOException;
}
