package ee.qmail.status;

import ee.qmail.queue.Queues;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/** How many messages the broker holds, if it is in this process; it says so through JMX, since it is not ours. */
final class BrokerDepths {
    private static final String OWN = "ee.qmail:type=Broker";
    /** OpenMQ's, in Payara Server and GlassFish. */
    private static final String OPENMQ = "com.sun.messaging.jms.server:subtype=Monitor,";

    private static final List<String> QUEUES = List.of(Queues.LOCAL, Queues.REMOTE, Queues.DEAD);

    private BrokerDepths() {}

    /** Message count by queue name; empty if the broker is not this process's. */
    static Optional<Map<String, Long>> read() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName own = new ObjectName(OWN);
            if (server.isRegistered(own)) {
                return Optional.of(embedded(server, own));
            }
            boolean openMq = server.isRegistered(new ObjectName(OPENMQ + "type=Broker"));
            return openMq ? Optional.of(openMq(server)) : Optional.empty();
        } catch (JMException e) {
            throw new IllegalStateException("the broker does not tell how many messages it holds", e);
        }
    }

    private static Map<String, Long> embedded(MBeanServer server, ObjectName broker) throws JMException {
        Map<String, Long> depths = new HashMap<>();
        for (Object row : ((TabularData) server.getAttribute(broker, "Depths")).values()) {
            CompositeData entry = (CompositeData) row; // an MXBean's map, as JMX hands it out
            depths.put((String) entry.get("key"), (Long) entry.get("value"));
        }
        return depths;
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
