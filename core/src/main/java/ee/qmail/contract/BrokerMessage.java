package ee.qmail.contract;

import ee.qmail.message.Body;
import java.util.Map;

/**
 * A persistent JMS {@code BytesMessage} before there is a session.
 *
 * @param duplicateId null, or what names the message for ever: the broker drops a second one
 * @param properties values are strings or boxed numbers
 * @param body read while it is stored
 */
public record BrokerMessage(String queue, String duplicateId, Map<String, Object> properties, Body body) {
    /** Octets above which a body gets a file of its own: it would not fit into the buffer of the broker's journal. */
    public static final int LARGE = 256 * 1024;
}
