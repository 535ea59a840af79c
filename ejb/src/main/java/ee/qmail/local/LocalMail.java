package ee.qmail.local;

import ee.qmail.deferred.EarlierAttempts;
import ee.qmail.jms.Job;
import ee.qmail.maildir.PendingSyncs;

/**
 * One message on its way to one recipient here.
 *
 * @param recipient as it stands in the job
 * @param sender of the envelope, as this recipient is told it
 * @param address under which it is delivered
 * @param syncs makes deliveries into Maildirs last
 */
record LocalMail(
        Job job, String recipient, String sender, String address, EarlierAttempts earlier, PendingSyncs syncs) {
    String returnPath() {
        return DeliveredTo.returnPath(sender);
    }

    String deliveredTo() {
        return DeliveredTo.line(address);
    }

    /** The lines that a mailbox has on top of the message. */
    String head() {
        return DeliveredTo.head(sender, address);
    }
}
