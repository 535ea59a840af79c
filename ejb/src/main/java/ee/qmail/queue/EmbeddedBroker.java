package ee.qmail.queue;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the broker in this process tells, through JMX since it is not ours. Any other broker tells nothing. */
final class EmbeddedBroker {
    private static final String BROKER = "ee.qmail:type=Broker";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ObjectName broker;
    private final boolean embedded;

    EmbeddedBroker() {
        try {
            broker = new ObjectName(BROKER);
        } catch (JMException e) {
            throw new IllegalStateException(BROKER, e);
        }
        embedded = server.isRegistered(broker);
    }

    /**
     * Whether anybody listens to topic {@code qmail.events}; another broker is taken to have listeners. Asked for each unit:
     * whoever has subscribed gets what happens from then on.
     */
    boolean wantsEvents() {
        return !embedded || is("EventsWanted");
    }

    /** Whether its disk has too little room left; another broker is taken to say so itself when something is sent. */
    boolean isFull() {
        return embedded && is("Full");
    }

    private boolean is(String attribute) {
        try {
            return (boolean) server.getAttribute(broker, attribute);
        } catch (JMException e) {
            throw new QueueException("the broker does not tell about itself: " + attribute, e);
        }
    }
}
