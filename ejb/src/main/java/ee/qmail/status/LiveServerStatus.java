package ee.qmail.status;

import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.MailService;
import ee.qmail.contract.QueueConsumption;
import ee.qmail.contract.Queues;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.history.DeliveryHistory;
import ee.qmail.history.RecentDelivery;
import ee.qmail.home.Env;
import ee.qmail.jms.JmsProvider;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.QueueException;
import ee.qmail.loop.SignOfLife;
import ee.qmail.loop.StandingWarning;
import ee.qmail.loop.SteadyClock;
import ee.qmail.message.Channel;
import ee.qmail.send.Concurrency;
import ee.qmail.send.SendSwitch;
import ee.qmail.start.NodeNumber;
import ee.qmail.start.Readiness;
import ee.qmail.text.Sentence;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Asks each part whether it works. */
@ApplicationScoped
@AdministratorsOnly
public class LiveServerStatus implements ServerStatus {
    private static final Logger LOG = Logger.getLogger(LiveServerStatus.class.getName());

    /** A job that waits in the broker for so long while no other is tried has no consumer. */
    private static final Duration UNTAKEN = Duration.ofMinutes(2);

    private static final List<String> QUEUES = List.of(Queues.LOCAL, Queues.REMOTE, Queues.DEAD);

    private final Readiness readiness;
    private final JmsSender outbox;
    private final DeferredStore store;
    private final NodeNumber nodeNumber;
    private final SendSwitch sendSwitch;
    private final Concurrency concurrency;
    private final DeliveryHistory history;

    @Resource
    private ManagedExecutorService threads;

    Clock clock = new SteadyClock();
    Executor executor = command -> threads.execute(command);
    private Probe queueProbe;
    private Probe databaseProbe;

    /** For the container's proxies. */
    protected LiveServerStatus() {
        this(null, null, null, null, null, null, null);
    }

    @Inject
    LiveServerStatus(
            Readiness readiness,
            JmsSender outbox,
            DeferredStore store,
            NodeNumber nodeNumber,
            SendSwitch sendSwitch,
            Concurrency concurrency,
            DeliveryHistory history) {
        this.readiness = readiness;
        this.outbox = outbox;
        this.store = store;
        this.nodeNumber = nodeNumber;
        this.sendSwitch = sendSwitch;
        this.concurrency = concurrency;
        this.history = history;
    }

    @PostConstruct
    void prepare() {
        queueProbe = new Probe("queue", this::probeQueue, clock, executor);
        databaseProbe = new Probe("database", this::probeDatabase, clock, executor);
    }

    /** That it takes messages is not enough where the broker's consumers are the server's: somebody has to take them out. */
    private void probeQueue() {
        outbox.probe();
        if (clock.instant().isBefore(sendSwitch.since().plus(UNTAKEN))) {
            return;
        }
        List<Channel> idle = Arrays.stream(Channel.values())
                .filter(channel -> concurrency.idle(channel).compareTo(UNTAKEN) >= 0)
                .toList();
        Map<String, Long> depths = idle.isEmpty() ? Map.of() : depths();
        for (Channel channel : idle) {
            long waiting = depths.getOrDefault(Queues.of(channel), 0L);
            if (waiting > 0) {
                throw new QueueException(
                        Queues.of(channel) + ": messages that wait: " + waiting + ", and none has been taken for "
                                + concurrency.idle(channel).toMinutes()
                                + " minutes; if that does not end, restart the server",
                        null);
            }
        }
    }

    private void probeDatabase() {
        store.probe();
        nodeNumber.probe();
    }

    @Override
    public List<ServiceState> services() {
        List<ServiceState> states = new ArrayList<>();
        doors().forEach(name -> states.add(listening(name)));
        states.add(sending());
        states.add(queueProbe.state());
        states.add(databaseProbe.state());
        states.addAll(unconsumed());
        states.addAll(missed());
        return states;
    }

    /** The two that mail needs, unless they are closed by setting, and those that listen beside them. */
    private static Set<String> doors() {
        Set<String> names = new LinkedHashSet<>();
        if (!Env.QMAIL_SMTP_PORT.isClosed()) {
            names.add("smtpd");
        }
        if (!Env.QMAIL_POP3_PORT.isClosed()) {
            names.add("pop3d");
        }
        MailService.RUNNING.all().stream().map(MailService::name).sorted().forEach(names::add);
        return names;
    }

    /** Loops and consumers are not shown while they are alive: they are how the services work, and nobody can turn them. */
    private static List<ServiceState> missed() {
        List<ServiceState> states = new ArrayList<>();
        for (SignOfLife sign : SignOfLife.SIGNS.all()) {
            sign.trouble().ifPresent(trouble -> states.add(new ServiceState(sign.name(), false, trouble, null)));
        }
        return states;
    }

    /** A broker that answers is not enough: each queue that has too few consumers is named. */
    private static List<ServiceState> unconsumed() {
        return QueueConsumption.RUNNING.current().map(QueueConsumption::missing).orElse(List.of()).stream()
                .map(line -> new ServiceState(line.substring(0, line.indexOf(':')), false, line, null))
                .toList();
    }

    private ServiceState listening(String name) {
        Optional<MailService> found = MailService.RUNNING.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
        if (found.isEmpty() || !readiness.isStarted()) {
            return new ServiceState(
                    name,
                    false,
                    Sentence.of(readiness.isStarted() ? "service.notListening" : "service.starting"),
                    null);
        }
        MailService service = found.get();
        String address = service.address().getAddress().getHostAddress() + ":"
                + service.address().getPort();
        String connections = String.valueOf(service.connections());
        MailService.State state = service.state();
        Sentence said = switch (state) {
            case UP -> Sentence.of("service.listening", address, connections);
            case PAUSED -> Sentence.of("service.paused", connections);
            case DOWN -> Sentence.of("service.down");
        };
        return new ServiceState(name, state, said, service.since(), service.sessions());
    }

    private ServiceState sending() {
        boolean on = sendSwitch.isOn();
        Sentence said = Sentence.of(on ? "service.delivering" : "service.held");
        return new ServiceState(ServerStatus.SEND, on, said, sendSwitch.since());
    }

    @Override
    public QueueCounts queue() {
        Map<String, Long> depths = depths();
        return new QueueCounts(
                depths.getOrDefault(Queues.LOCAL, -1L),
                depths.getOrDefault(Queues.REMOTE, -1L),
                deferred(),
                depths.getOrDefault(Queues.DEAD, -1L));
    }

    /** Messages by queue; empty if the broker is in another process. */
    private static Map<String, Long> depths() {
        return InProcessBroker.RUNNING
                .current()
                .map(InProcessBroker::depths)
                .or(() -> JmsProvider.depths(QUEUES))
                .orElse(Map.of());
    }

    private long deferred() {
        try {
            return store.count();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the database does not tell how many jobs wait", e);
            return -1;
        }
    }

    @Override
    public List<RecentDelivery> recent(int max) {
        return history.recent(max);
    }

    @Override
    public List<String> warnings() {
        return StandingWarning.ALL.all().stream()
                .flatMap(each -> of(each).stream())
                .toList();
    }

    /** The page with the others is shown all the same. */
    private static List<String> of(StandingWarning warning) {
        try {
            return warning.warnings();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a part of the server cannot tell whether it is well", e);
            return List.of("A part of the server cannot tell whether it is well; the log says why.");
        }
    }
}
