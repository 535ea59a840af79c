package ee.qmail.status;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** How many messages the embedded broker holds; it says so through JMX, since it is another module's. */
final class BrokerDepths {
    private static final String NAME = "ee.qmail:type=Broker";
    private static final String ATTRIBUTE = "Depths";

    private BrokerDepths() {}

    /** Message count by queue name; empty if the broker is not this process's. */
    @SuppressWarnings("unchecked")
    static Optional<Map<String, Long>> read() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            return Optional.of((Map<String, Long>) server.getAttribute(new ObjectName(NAME), ATTRIBUTE));
        } catch (InstanceNotFoundException e) {
            return Optional.empty();
        } catch (JMException e) {
            throw new IllegalStateException(NAME + " does not tell its " + ATTRIBUTE, e);
        }
    }
}
