package ee.qmail.broker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.ra.ActiveMQResourceAdapter;

/**
 * The parameters behind the question mark of a broker's address: each is taken, or refused by its name. Those of a
 * connection itself (TLS and so on) Artemis puts into the address; these are the others.
 *
 * @param settings by name, checked
 */
record BrokerParameters(Map<String, String> settings) {
    private static final Pattern PARAMETER = Pattern.compile("[?&]([^=&#,()]+)=?([^&#,()]*)");
    /** True if several servers stand in for one another, which the address itself tells. */
    private static final String HA = "ha";

    /** Puts a value into the adapter; throws if it is not of its kind. */
    private interface Setter {
        void set(ActiveMQResourceAdapter adapter, String value);
    }

    private static final Map<String, Setter> SETTERS = Map.ofEntries(
            Map.entry("callTimeout", (adapter, value) -> adapter.setCallTimeout(positive(value))),
            Map.entry("callFailoverTimeout", (adapter, value) -> adapter.setCallFailoverTimeout(positive(value))),
            Map.entry(
                    "clientFailureCheckPeriod",
                    (adapter, value) -> adapter.setClientFailureCheckPeriod(positive(value))),
            Map.entry("compressLargeMessage", (adapter, value) -> adapter.setCompressLargeMessage(truth(value))),
            Map.entry("connectionTTL", (adapter, value) -> adapter.setConnectionTTL(positive(value))),
            Map.entry("consumerWindowSize", (adapter, value) -> adapter.setConsumerWindowSize(Integer.valueOf(value))),
            Map.entry(
                    "initialConnectAttempts",
                    (adapter, value) -> adapter.setInitialConnectAttempts(Integer.valueOf(value))),
            Map.entry("maxRetryInterval", (adapter, value) -> adapter.setMaxRetryInterval(positive(value))),
            Map.entry(
                    "minLargeMessageSize", (adapter, value) -> adapter.setMinLargeMessageSize(Integer.valueOf(value))),
            Map.entry("producerWindowSize", (adapter, value) -> adapter.setProducerWindowSize(Integer.valueOf(value))),
            Map.entry("retryInterval", (adapter, value) -> adapter.setRetryInterval(positive(value))),
            Map.entry(
                    "retryIntervalMultiplier",
                    (adapter, value) -> adapter.setRetryIntervalMultiplier(Double.valueOf(value))),
            Map.entry(
                    "useTopologyForLoadBalancing",
                    (adapter, value) -> adapter.setUseTopologyForLoadBalancing(truth(value))));

    private static Long positive(String value) {
        long number = Long.parseLong(value);
        if (number <= 0) {
            throw new IllegalArgumentException("must be more than 0");
        }
        return number;
    }

    private static Boolean truth(String value) {
        if (!List.of("true", "false").contains(value)) {
            throw new IllegalArgumentException("must be true or false");
        }
        return Boolean.valueOf(value);
    }

    /**
     * @throws IllegalArgumentException with the name of a parameter that is not known, or whose value makes no sense
     */
    static BrokerParameters of(String url) {
        Map<String, String> settings = new LinkedHashMap<>();
        Matcher parameters = PARAMETER.matcher(url);
        while (parameters.find()) {
            String name = parameters.group(1);
            if (SETTERS.containsKey(name)) {
                settings.put(name, parameters.group(2));
            } else if (!name.equals(HA) && !TransportConstants.ALLOWABLE_CONNECTOR_KEYS.contains(name)) {
                throw new IllegalArgumentException(
                        "parameter '" + name + "' is not known here: must be one of " + known()
                                + ", or of those of a connection, such as sslEnabled, trustStorePath and trustStorePassword");
            }
        }
        BrokerParameters checked = new BrokerParameters(settings);
        checked.configure(new ActiveMQResourceAdapter());
        return checked;
    }

    private static Set<String> known() {
        Set<String> names = new TreeSet<>(SETTERS.keySet());
        names.add(HA);
        return names;
    }

    boolean has(String name) {
        return settings.containsKey(name);
    }

    void configure(ActiveMQResourceAdapter adapter) {
        settings.forEach((name, value) -> {
            try {
                SETTERS.get(name).set(adapter, value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "parameter '" + name + "' is '" + value + "': makes no sense (" + e.getMessage() + ")", e);
            }
        });
    }
}
