package ee.qmail.send;

import ee.qmail.message.Channel;
import ee.qmail.queue.Ticket;

/** A job whose next attempt is due. */
public record DueJob(Channel channel, Ticket ticket) {}
