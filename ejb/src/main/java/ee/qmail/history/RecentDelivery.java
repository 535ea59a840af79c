package ee.qmail.history;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.QueueId;
import java.time.Instant;

/** One outcome for one recipient, as the sender knows the address. */
public record RecentDelivery(Instant at, QueueId id, String sender, DeliveryReport report) {
    public String recipient() {
        return report.recipient();
    }
}
