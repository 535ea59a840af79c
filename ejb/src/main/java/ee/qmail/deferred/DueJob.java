package ee.qmail.deferred;

import ee.qmail.jms.Ticket;
import ee.qmail.message.Channel;

/** A job whose next attempt is due. */
public record DueJob(Channel channel, Ticket ticket) {}
