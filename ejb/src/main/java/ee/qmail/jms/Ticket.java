package ee.qmail.jms;

import ee.qmail.message.QueueId;

/**
 * A retry is due: a message without a body that sends a worker to the row of a deferred job.
 *
 * @param attempt how often the job had been tried when the ticket was issued; a ticket for an attempt that has been
 *     made is void
 * @param domain destination of the job
 * @param isBounce whether the message has no sender
 */
public record Ticket(QueueId id, int number, int attempt, String domain, boolean isBounce) {}
