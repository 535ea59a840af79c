package ee.qmail.deferred;

import ee.qmail.message.Channel;
import ee.qmail.jms.Ticket;

/** A job whose next attempt is due. */
public record DueJob(Channel channel, Ticket ticket) {}
