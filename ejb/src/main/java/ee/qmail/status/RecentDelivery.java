package ee.qmail.status;

import ee.qmail.queue.Outcome;
import ee.qmail.queue.QueueId;
import java.time.Instant;

/** One outcome for one recipient. */
public record RecentDelivery(Instant at, QueueId id, String sender, String recipient, Outcome outcome, String text) {}
