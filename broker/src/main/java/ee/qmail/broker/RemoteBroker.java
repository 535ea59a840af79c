package ee.qmail.broker;

import jakarta.resource.spi.ResourceAdapterInternalException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.ra.ActiveMQResourceAdapter;
import org.apache.activemq.artemis.ra.inflow.ActiveMQActivationSpec;

/**
 * An Artemis in another process, or several that stand in for one another.
 *
 * @param classNames of the connectors, one for each address, with commas between them
 * @param parameters of the connectors in the same order
 * @param isReplicated whether the servers say themselves who stands in for whom
 * @param settings of all connections
 */
record RemoteBroker(String classNames, String parameters, boolean isReplicated, BrokerParameters settings) {
    private static final int FOR_EVER = -1;
    private static final long SETUP_MILLIS = 1_000;
    /** A connection on which nothing came for so long is broken, though nobody has closed it. */
    private static final long CHECK_MILLIS = 5_000;

    /** After so long the broker gives what a silent client holds to others. */
    private static final long TTL_MILLIS = 20_000;

    /** A consumer that is in a call when the connection breaks is back after this. */
    private static final long CALL_MILLIS = 10_000;

    /** @param url as Artemis' clients take it, with the parameters of {@link BrokerParameters} */
    static RemoteBroker parse(String url) throws ResourceAdapterInternalException {
        BrokerParameters settings;
        try {
            settings = BrokerParameters.of(url);
        } catch (IllegalArgumentException e) {
            throw new ResourceAdapterInternalException("qmail.jms.url (QMAIL_JMS_URL): " + e.getMessage(), e);
        }
        try (ServerLocator locator = ActiveMQClient.createServerLocator(url)) {
            TransportConfiguration[] servers = locator.getStaticTransportConfigurations();
            return new RemoteBroker(
                    Arrays.stream(servers)
                            .map(TransportConfiguration::getFactoryClassName)
                            .collect(Collectors.joining(",")),
                    Arrays.stream(servers)
                            .map(server -> parameters(server.getParams()))
                            .collect(Collectors.joining(",")),
                    locator.isHA(),
                    settings);
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
                .map(entry -> entry.getKey() + "=" + separable(entry.getKey(), String.valueOf(entry.getValue())))
                .collect(Collectors.joining(";"));
    }

    /** The adapter takes parameters with separators between them, and knows no way to quote one. */
    private static String separable(String name, String value) {
        if (value.matches(".*[,;].*")) {
            throw new IllegalArgumentException(
                    "parameter '" + name + "': must have no comma and no semicolon in its value");
        }
        return value;
    }

    /**
     * While no server answers, whoever sends is told so at once, since a client waits for the answer. Whoever receives comes back when one does:
     * {@link #keepConnected}.
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
        adapter.setClientFailureCheckPeriod(CHECK_MILLIS);
        adapter.setConnectionTTL(TTL_MILLIS);
        settings.configure(adapter);
    }

    /**
     * An idle consumer has nothing to fail with: it must look for the broker itself, and for ever. The adapter would not do it for one whose client
     * has given up.
     */
    void keepConnected(ActiveMQActivationSpec consumer) {
        consumer.setReconnectAttempts(FOR_EVER);
        if (!settings.has("callTimeout")) {
            consumer.setCallTimeout(CALL_MILLIS);
        }
    }
}
