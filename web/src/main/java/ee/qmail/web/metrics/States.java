package ee.qmail.web.metrics;

import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.MailService;
import ee.qmail.contract.Queues;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.guard.LoginGuard;
import ee.qmail.history.facts.HistoryLag;
import ee.qmail.message.Channel;
import ee.qmail.remote.TcpTo;
import ee.qmail.send.Concurrency;
import ee.qmail.status.QueueCounts;
import ee.qmail.status.ServerStatus;
import ee.qmail.tls.CertificateReport;
import ee.qmail.tls.ServerCertificates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Asks the parts of the server how they are. */
@ApplicationScoped
public class States {
    private static final Logger LOG = Logger.getLogger(States.class.getName());
    private static final double MILLIS_OF_A_SECOND = 1000;

    private final ServerStatus status;
    private final DeferredStore deferred;
    private final Concurrency concurrency;
    private final TcpTo tcpTo;
    private final HistoryLag history;

    Clock clock = Clock.systemUTC();

    /** For the container's proxies. */
    protected States() {
        this(null, null, null, null, null);
    }

    @Inject
    States(ServerStatus status, DeferredStore deferred, Concurrency concurrency, TcpTo tcpTo, HistoryLag history) {
        this.status = status;
        this.deferred = deferred;
        this.concurrency = concurrency;
        this.tcpTo = tcpTo;
        this.history = history;
    }

    /** The values by their labels. What cannot be told now has none. */
    Map<State, Map<List<String>, Double>> now() {
        Map<State, Map<List<String>, Double>> all = new EnumMap<>(State.class);
        for (State state : State.values()) {
            all.put(state, values(state));
        }
        return all;
    }

    private Map<List<String>, Double> values(State state) {
        try {
            return switch (state) {
                case SERVICE_UP -> by(status.services(), each -> each.name(), each -> each.up() ? 1 : 0);
                case CONNECTIONS_OPEN -> by(MailService.RUNNING.all(), MailService::name, MailService::connections);
                case QUEUE_MESSAGES -> queues();
                case DEFERRED_JOBS -> one(deferred.count());
                case DEFERRED_OLDEST_SECONDS ->
                    one(deferred.oldest().map(this::secondsSince).orElse(0.0));
                case DELIVERIES_RUNNING -> by(Arrays.asList(Channel.values()), Channel::toString, concurrency::busy);
                case HOSTS_TIMED_OUT -> one(tcpTo.list().size());
                case CLIENTS_THROTTLED -> one(LoginGuard.shared().throttled().size());
                case CERTIFICATE_SECONDS_LEFT -> certificates();
                case HISTORY_BEHIND_SECONDS -> one(history.now().time().toMillis() / MILLIS_OF_A_SECOND);
                case HISTORY_BACKLOG_BYTES -> one(history.now().octets());
                case HISTORY_LOST_FACTS -> one(history.now().lost());
                case WARNINGS -> one(status.warnings().size());
            };
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "metrics: " + state.help() + " cannot be told now", e);
            return Map.of();
        }
    }

    private double secondsSince(Instant time) {
        return Math.max(0, Duration.between(time, clock.instant()).toMillis() / MILLIS_OF_A_SECOND);
    }

    private static Map<List<String>, Double> one(double value) {
        return Map.of(List.of(), value);
    }

    private static <T> Map<List<String>, Double> by(List<T> all, Function<T, String> label, ToDoubleFunction<T> value) {
        return all.stream()
                .collect(Collectors.toMap(each -> List.of(label.apply(each)), value::applyAsDouble, (a, b) -> b));
    }

    /** Where the broker is elsewhere those of this server that it tells. */
    private Map<List<String>, Double> queues() {
        Map<String, Long> depths = new TreeMap<>(
                InProcessBroker.RUNNING.current().map(InProcessBroker::depths).orElseGet(this::told));
        depths.values().removeIf(depth -> depth < 0);
        return by(List.copyOf(depths.entrySet()), Map.Entry::getKey, Map.Entry::getValue);
    }

    private Map<String, Long> told() {
        QueueCounts counts = status.queue();
        return Map.of(Queues.LOCAL, counts.local(), Queues.REMOTE, counts.remote(), Queues.DEAD, counts.dead());
    }

    private Map<List<String>, Double> certificates() {
        List<CertificateReport> loaded =
                ServerCertificates.OPEN.current().map(ServerCertificates::reports).orElse(List.of()).stream()
                        .filter(CertificateReport::isLoaded)
                        .toList();
        return by(loaded, CertificateReport::file, each -> -secondsSinceEnd(each));
    }

    private double secondsSinceEnd(CertificateReport report) {
        return Duration.between(report.notAfter(), clock.instant()).toSeconds();
    }
}
