package ee.qmail.status;

import ee.qmail.queue.Outcome;
import ee.qmail.queue.QueueId;
import java.time.Instant;

/** A row of the delivery history: the outcome of an attempt for one recipient. */
public record RecentDelivery(Instant at, QueueId id, String sender, String recipient, Outcome outcome, String text) {}
