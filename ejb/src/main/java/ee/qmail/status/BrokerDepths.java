package ee.qmail.status;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/** How many messages the embedded broker holds; it says so through JMX, since it is another module's. */
final class BrokerDepths {
    private static final String NAME = "ee.qmail:type=Broker";
    private static final String ATTRIBUTE = "Depths";

    private BrokerDepths() {}

    /** Message count by queue name; empty if the broker is not this process's. */
    static Optional<Map<String, Long>> read() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            Map<String, Long> depths = new HashMap<>();
            for (Object row : ((TabularData) server.getAttribute(new ObjectName(NAME), ATTRIBUTE)).values()) {
                CompositeData entry = (CompositeData) row; // an MXBean's map, as JMX hands it out
                depths.put((String) entry.get("key"), (Long) entry.get("value"));
            }
            return Optional.of(depths);
        } catch (InstanceNotFoundException e) {
            return Optional.empty();
        } catch (JMException e) {
            throw new IllegalStateException(NAME + " does not tell its " + ATTRIBUTE, e);
        }
    }
}
