package ee.qmail.contract;

import java.util.Collection;
import java.util.List;

/** The queue, as the adapter's outbound connections see it. Safe for use by several threads. */
public interface Submission {
    /** The queue of this process; none while the server starts or ends. */
    Registry<Submission> RUNNING = new Registry<>();

    /** Octets of a message that is handed over as a whole; what is larger comes by SMTP, which does not hold it in memory. */
    int MAX_MESSAGE = 32 << 20;

    /**
     * Makes mail of what an application sends, without queueing it.
     *
     * @throws IllegalArgumentException if that cannot be done; the message says what would be right
     */
    InboundMessage complete(byte[] message, String sender, Collection<String> recipients);

    /** Queues all of them, made by {@link #complete}, or none; when it returns they survive a crash. */
    void store(List<InboundMessage> unit);
}
