package ee.qmail.broker;

import ee.qmail.contract.InProcessBroker.Load;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;

/** Asks the broker how a queue is. */
final class QueueLoad {
    private QueueLoad() {}

    static Load of(ActiveMQServer server, String name) {
        if (server.getPostOffice() == null) {
            return Load.UNKNOWN;
        }
        Queue queue = server.locateQueue(SimpleString.of(name));
        return queue == null ? new Load(0, 0) : new Load(queue.getMessageCount(), queue.getConsumerCount());
    }
}
