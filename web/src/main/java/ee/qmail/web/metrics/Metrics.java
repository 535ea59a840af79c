package ee.qmail.web.metrics;

import ee.qmail.meter.Meter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * All that is told to monitoring: what was counted since the start of the process ({@link Meter}), the states of {@link State} at the moment of the question, and
 * those of the JVM under the names that Micrometer gives them. Names begin with {@code qmail_}. Safe for use by several threads.
 */
@ApplicationScoped
public class Metrics {
    private static final String PREFIX = "qmail.";

    private final States states;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Map<State, MultiGauge> gauges = new EnumMap<>(State.class);
    private final Set<LongAdder> registered = new HashSet<>();

    /** For the container's proxies. */
    protected Metrics() {
        this(null);
    }

    @Inject
    Metrics(States states) {
        this.states = states;
    }

    @PostConstruct
    void bind() {
        List.of(
                        new JvmMemoryMetrics(),
                        collections,
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
        for (State state : State.values()) {
            gauges.put(
                    state,
                    MultiGauge.builder(name(state)).description(state.help()).register(registry));
        }
    }

    private static String name(Enum<?> constant) {
        return PREFIX + constant.name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /**
     * Asks all parts of the server, the database too, and may wait some seconds for one that does not answer.
     *
     * @param accept value of the field Accept: the format of OpenMetrics if it asks for that, else that of Prometheus
     */
    public synchronized String tell(String accept) {
        registerNewCounters();
        states.now()
                .forEach((state, values) -> gauges.get(state)
                        .register(
                                values.entrySet().stream()
                                        .map(value -> MultiGauge.Row.of(
                                                tags(state.labels(), value.getKey()), (Number) value.getValue()))
                                        .toList(),
                                true));
        return registry.scrape(accept);
    }

    private void registerNewCounters() {
        for (Meter meter : Meter.values()) {
            meter.counters().forEach((labels, count) -> {
                if (registered.add(count)) {
                    FunctionCounter.builder(name(meter), count, LongAdder::doubleValue)
                            .description(meter.help())
                            .tags(tags(meter.labels(), labels))
                            .register(registry);
                }
            });
        }
    }

    private static Tags tags(List<String> names, List<String> values) {
        Tags tags = Tags.empty();
        for (int i = 0; i < names.size(); i++) {
            tags = tags.and(names.get(i), values.get(i));
        }
        return tags;
    }

    @PreDestroy
    void close() {
        collections.close();
        registry.close();
    }
}
