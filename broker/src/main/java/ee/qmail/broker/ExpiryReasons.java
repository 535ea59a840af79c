package ee.qmail.broker;

import ee.qmail.contract.Queues;
import ee.qmail.contract.RefusedMessageException;
import java.time.Instant;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;

/** Gives the copy of an expired message, on its way to the dead letters, its reason. */
final class ExpiryReasons implements ActiveMQServerMessagePlugin {
    private static final SimpleString REASON = SimpleString.of(RefusedMessageException.REASON);

    @Override
    public void beforeMessageRoute(Message message, RoutingContext context, boolean direct, boolean rejectDuplicates) {
        if (!Queues.DEAD.equals(message.getAddress())
                || !message.containsProperty(Message.HDR_ACTUAL_EXPIRY_TIME)
                || message.containsProperty(REASON)) {
            return;
        }
        Object expired = message.getObjectProperty(Message.HDR_ACTUAL_EXPIRY_TIME);
        String when = expired instanceof Long millis ? " at " + Instant.ofEpochMilli(millis) : "";
        message.putStringProperty(
                REASON,
                SimpleString.of(
                        "expired" + when + ": its sender gave it a time to live (JMSExpiration), which was over"));
        message.reencode();
    }
}
