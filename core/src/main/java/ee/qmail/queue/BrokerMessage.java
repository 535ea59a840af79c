package ee.qmail.queue;

import java.util.Map;

/**
 * A persistent JMS {@code BytesMessage} before there is a session.
 *
 * @param duplicateId null, or what names the message for ever: the broker drops a second one
 * @param properties values are strings or boxed numbers
 * @param body not copied
 */
public record BrokerMessage(String queue, String duplicateId, Map<String, Object> properties, byte[] body) {}
