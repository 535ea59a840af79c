package ee.qmail.routing;

import ee.qmail.message.Channel;
import java.io.Serializable;

/**
 * The way of one recipient.
 *
 * @param address as rewritten: for a virtual domain {@code prefix-user@domain}
 * @param domain of the address, in its one spelling ({@link ee.qmail.address.DomainName})
 * @param display the address without such a prefix, for bounces and look-ups of mailboxes (RW-6)
 */
public record Route(Channel channel, String address, String domain, String display) implements Serializable {}
