package ee.qmail.status;

import ee.qmail.inbound.MailService;
import ee.qmail.inbound.MailServices;
import ee.qmail.queue.Outbox;
import ee.qmail.queue.Queues;
import ee.qmail.send.DeferredStore;
import ee.qmail.start.Readiness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks each part whether it works. */
@ApplicationScoped
public class LiveServerStatus implements ServerStatus {
    @Inject
    private Readiness readiness;

    @Inject
    private Outbox outbox;

    @Inject
    private DeferredStore store;

    @Inject
    private DeliveryHistory history;

    private final Instant since = Instant.now();

    @Override
    public List<ServiceState> services() {
        List<ServiceState> states = new ArrayList<>();
        states.add(listening("smtpd"));
        states.add(listening("pop3d"));
        states.add(probe("queue", outbox::probe));
        states.add(probe("database", store::probe));
        return states;
    }

    private ServiceState listening(String name) {
        Optional<MailService> service = MailServices.all().stream()
                .filter(each -> each.name().equals(name) && each.isUp())
                .findFirst();
        if (service.isEmpty() || !readiness.isStarted()) {
            return new ServiceState(name, false, readiness.isStarted() ? "not listening" : "starting", null);
        }
        MailService up = service.get();
        String address =
                up.address().getAddress().getHostAddress() + ":" + up.address().getPort();
        return new ServiceState(
                name, true, "listening on " + address + ", " + up.connections() + " connections", up.since());
    }

    private ServiceState probe(String name, Runnable probe) {
        try {
            probe.run();
            return new ServiceState(name, true, "working", since);
        } catch (RuntimeException e) {
            return new ServiceState(name, false, e.getMessage(), null);
        }
    }

    @Override
    public QueueCounts queue() {
        Map<String, Long> depths = BrokerDepths.read().orElse(Map.of());
        return new QueueCounts(
                depths.getOrDefault(Queues.TODO, -1L),
                depths.getOrDefault(Queues.LOCAL, -1L),
                depths.getOrDefault(Queues.REMOTE, -1L),
                store.count(),
                depths.getOrDefault(Queues.DEAD, -1L));
    }

    @Override
    public List<RecentDelivery> recent(int max) {
        return history.recent(max);
    }
}
