package ee.qmail.status;

import ee.qmail.queue.InProcessBroker;
import ee.qmail.queue.InProcessBrokers;
import ee.qmail.queue.Queues;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** How many messages the broker holds, if it is in this process. A full server's own says so through JMX. */
final class BrokerDepths {
    /** OpenMQ's, in Payara Server and GlassFish. */
    private static final String OPENMQ = "com.sun.messaging.jms.server:subtype=Monitor,";

    private static final List<String> QUEUES = List.of(Queues.LOCAL, Queues.REMOTE, Queues.DEAD);

    private BrokerDepths() {}

    /** Message count by queue name; empty if the broker is not this process's. */
    static Optional<Map<String, Long>> read() {
        Optional<InProcessBroker> embedded = InProcessBrokers.current();
        if (embedded.isPresent()) {
            return embedded.map(InProcessBroker::depths);
        }
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            boolean openMq = server.isRegistered(new ObjectName(OPENMQ + "type=Broker"));
            return openMq ? Optional.of(openMq(server)) : Optional.empty();
        } catch (JMException e) {
            throw new IllegalStateException("the broker does not tell how many messages it holds", e);
        }
    }

    /** A queue that nobody has used yet is not there. */
    private static Map<String, Long> openMq(MBeanServer server) throws JMException {
        Map<String, Long> depths = new HashMap<>();
        for (String queue : QUEUES) {
            ObjectName name = new ObjectName(OPENMQ + "type=Destination,desttype=q,name=" + ObjectName.quote(queue));
            depths.put(queue, server.isRegistered(name) ? (Long) server.getAttribute(name, "NumMsgs") : 0L);
        }
        return depths;
    }
}
