package ee.qmail.contract;

import ee.qmail.message.Body;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.QueueId;
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
    InboundMessage complete(byte[] message, String sender, Collection<String> recipients, DsnWishes wishes);

    /**
     * Mail under a name for ever. It is completed when it is queued, at which a repetition is dropped.
     *
     * @param id the same for each mail under the key
     * @param content tells it from other mail under the key
     * @param message as the application gave it, with LF line ends
     * @param sender null: from the header
     * @param recipients one address each; none: from the header
     * @param wishes about notifications
     */
    record Keyed(
            String key,
            QueueId id,
            String content,
            Body message,
            String sender,
            List<String> recipients,
            DsnWishes wishes) {}

    /**
     * Checks that mail can be made of it, without queueing it.
     *
     * @throws IllegalArgumentException if that cannot be done; the message says what would be right
     * @throws KeyTakenException if this process knows the key and it stood for another content
     */
    Keyed keyed(String key, byte[] message, String sender, Collection<String> recipients, DsnWishes wishes);

    /**
     * Queues all of them or none; when it returns they survive a crash.
     *
     * @param unit made by {@link #complete}
     * @param keyed made by {@link #keyed}, with different keys
     * @throws KeyTakenException as {@link #keyed}, if another has come first in the meantime
     */
    void store(List<InboundMessage> unit, List<Keyed> keyed);
}
