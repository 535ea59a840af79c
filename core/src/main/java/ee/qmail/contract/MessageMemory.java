package ee.qmail.contract;

import java.util.concurrent.Semaphore;

/**
 * The memory for JMS messages that cannot be read as a stream while they are worked on: one budget for all of the process, whoever reads them.
 * The class is loaded once. A message is counted as it is stored; while mail is made of it there are up to {@value #COPIES} times as many octets
 * (the buffer, the string, its UTF-8, its encoding for MIME with the growth of an array, its lines), which a third of the heap has room for.
 * Safe for use by several threads.
 */
public final class MessageMemory {
    private static final int COPIES = 10;
    private static final int SHARE_OF_HEAP = 32;

    /** Octets, as stored, of those that are in memory at any time together; one has at most these. */
    public static final int MAX =
            (int) Math.min(Integer.MAX_VALUE / COPIES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

    private static final Semaphore FREE = new Semaphore(MAX, true);

    private MessageMemory() {}

    /**
     * Waits until there is room; a thread that has some must not ask for more.
     *
     * @param octets from 0 to {@link #MAX}
     */
    public static void take(int octets) throws InterruptedException {
        FREE.acquire(octets);
    }

    /** Gives back memory that {@link #take} gave. */
    public static void giveBack(int octets) {
        FREE.release(octets);
    }
}
