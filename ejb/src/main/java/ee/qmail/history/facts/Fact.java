package ee.qmail.history.facts;

import ee.qmail.message.Attributes;
import ee.qmail.message.DeliveryReport;
import java.util.List;

/** Something that happened to mail. Its {@code id} is one of a row: the milliseconds since 1970 at which it happened are in its high bits. */
public sealed interface Fact {
    long id();

    /**
     * A message is in the queue.
     *
     * @param queueId of the message
     * @param again whether it may have been told before
     * @param messageId of the header, with its brackets; empty if it has none
     * @param subject empty if it has none, or if subjects are not kept
     * @param recipients at least one
     */
    record Accepted(
            long id,
            long queueId,
            boolean again,
            String sender,
            Attributes origin,
            long size,
            String messageId,
            String subject,
            List<Recipient> recipients)
            implements Fact {}

    /**
     * @param id of its row
     * @param inJob the address as the job has it
     * @param shown as the sender knows it
     */
    record Recipient(long id, String inJob, String shown) {}

    /**
     * An attempt for one recipient. It has all that a row needs, since the row may be missing.
     *
     * @param attempts how many there have been, this one included
     * @param report on the recipient as the sender knows the address
     */
    record Tried(
            long id,
            long queueId,
            String sender,
            Attributes origin,
            long size,
            String inJob,
            int attempts,
            DeliveryReport report)
            implements Fact {}

    /**
     * Another message has come of one.
     *
     * @param follower the id of the other
     */
    record Followed(long id, long queueId, long follower, Kind kind) implements Fact {}

    /** How one message follows from another. */
    enum Kind {
        BOUNCE,
        FORWARD
    }

    /**
     * Mail was not taken.
     *
     * @param queueId of a message whose text has come; 0 if none has
     * @param stage MAIL, RCPT or DATA
     * @param recipient empty if none was named
     * @param reply code and text
     * @param times how many refusals this one stands for, itself included
     */
    record Refused(
            long id,
            long queueId,
            String stage,
            String sender,
            String recipient,
            Attributes origin,
            long size,
            String reply,
            int times)
            implements Fact {}
}
