package ee.qmail.broker;

import jakarta.resource.spi.ResourceAdapterInternalException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.ra.ActiveMQResourceAdapter;

/**
 * An Artemis in another process, or several that stand in for one another.
 *
 * @param classNames of the connectors, one for each address, with commas between them
 * @param parameters of the connectors in the same order
 * @param isReplicated whether the servers say themselves who stands in for whom
 */
record RemoteBroker(String classNames, String parameters, boolean isReplicated) {
    private static final int FOR_EVER = -1;
    private static final long SETUP_MILLIS = 1_000;

    /** @param url as Artemis' clients take it */
    static RemoteBroker parse(String url) throws ResourceAdapterInternalException {
        try (ServerLocator locator = ActiveMQClient.createServerLocator(url)) {
            TransportConfiguration[] servers = locator.getStaticTransportConfigurations();
            return new RemoteBroker(
                    Arrays.stream(servers)
                            .map(TransportConfiguration::getFactoryClassName)
                            .collect(Collectors.joining(",")),
                    Arrays.stream(servers)
                            .map(server -> parameters(server.getParams()))
                            .collect(Collectors.joining(",")),
                    locator.isHA());
        } catch (Exception e) {
            throw new ResourceAdapterInternalException(
                    "qmail.jms.url (QMAIL_JMS_URL) is '" + url
                            + "': must be an address of an Artemis such as tcp://broker.example.org:61616, or"
                            + " (tcp://one.example.org:61616,tcp://two.example.org:61616)?ha=true",
                    e);
        }
    }

    private static String parameters(Map<String, Object> server) {
        return server.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(";"));
    }

    /**
     * While no server answers, whoever sends is told so at once, since a client waits for him; whoever receives comes back when
     * one does.
     */
    void configure(ActiveMQResourceAdapter adapter, String user, String password) {
        adapter.setConnectorClassName(classNames);
        adapter.setConnectionParameters(parameters);
        adapter.setHA(isReplicated);
        adapter.setUserName(user);
        adapter.setPassword(password);
        adapter.setReconnectAttempts(0);
        adapter.setSetupAttempts(FOR_EVER);
        adapter.setSetupInterval(SETUP_MILLIS);
    }
}
