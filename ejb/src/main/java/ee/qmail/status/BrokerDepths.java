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
    /**
     * How a provider is known among the management beans.
     *
     * @param broker is there if the provider is
     * @param queue with the place of the name; not there if nobody has used the queue yet
     * @param count the attribute that tells how many messages it holds
     */
    private record Provider(String broker, String queue, String count) {}

    private static final List<Provider> PROVIDERS = List.of(
            // OpenMQ, in Payara Server and GlassFish
            new Provider(
                    "com.sun.messaging.jms.server:subtype=Monitor,type=Broker",
                    "com.sun.messaging.jms.server:subtype=Monitor,type=Destination,desttype=q,name=\"%s\"",
                    "NumMsgs"),
            // Artemis, in WildFly
            new Provider(
                    "jboss.as:subsystem=messaging-activemq,server=default",
                    "jboss.as:subsystem=messaging-activemq,server=default,jms-queue=%s",
                    "messageCount"),
            // Open Liberty
            new Provider(
                    "WebSphere:feature=wasJmsServer,type=MessagingEngine,name=defaultME",
                    "WebSphere:feature=wasJmsServer,type=Queue,name=%s",
                    "Depth"));

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
            for (Provider provider : PROVIDERS) {
                if (server.isRegistered(new ObjectName(provider.broker()))) {
                    return Optional.of(depths(server, provider));
                }
            }
            return Optional.empty();
        } catch (JMException e) {
            throw new IllegalStateException("the broker does not tell how many messages it holds", e);
        }
    }

    private static Map<String, Long> depths(MBeanServer server, Provider provider) throws JMException {
        Map<String, Long> depths = new HashMap<>();
        for (String queue : QUEUES) {
            ObjectName name = new ObjectName(String.format(provider.queue(), queue));
            Object count = server.isRegistered(name) ? server.getAttribute(name, provider.count()) : 0L;
            depths.put(queue, ((Number) count).longValue());
        }
        return depths;
    }
}
