package ee.qmail.queue;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Whether anybody listens to topic {@code qmail.events}. The embedded broker tells, through JMX since it is not ours; any
 * other broker is taken to have listeners.
 */
final class EventListeners {
    private static final String BROKER = "ee.qmail:type=Broker";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName broker;
    private final boolean embedded;

    EventListeners() {
        try {
            broker = new ObjectName(BROKER);
        } catch (JMException e) {
            throw new IllegalStateException(BROKER, e);
        }
        embedded = server.isRegistered(broker);
    }

    /** Asked for each unit: whoever has subscribed gets what happens from then on. */
    boolean exist() {
        try {
            return !embedded || (boolean) server.getAttribute(broker, "EventsWanted");
        } catch (JMException e) {
            throw new QueueException("the broker does not tell who listens to " + Queues.EVENTS, e);
        }
    }
}
