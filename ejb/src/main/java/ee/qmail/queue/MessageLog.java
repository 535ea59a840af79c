package ee.qmail.queue;

import ee.qmail.message.QueueId;

/** The log in which the queue enters the messages it takes. */
public interface MessageLog {
    /**
     * A message is about to be stored.
     *
     * @param bytes octets of its text
     * @param jobs how many jobs it is
     */
    void newMessage(QueueId id, long bytes, String sender, int jobs);

    /** It was not stored after all. */
    void notStored(QueueId id);
}
