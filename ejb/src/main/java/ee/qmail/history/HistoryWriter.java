package ee.qmail.history;

import ee.qmail.audit.AuditTrail;
import ee.qmail.contract.Refusal;
import ee.qmail.control.ControlFiles;
import ee.qmail.history.facts.Fact;
import ee.qmail.history.facts.HistoryLag;
import ee.qmail.history.facts.HistorySpool;
import ee.qmail.home.NodeId;
import ee.qmail.home.QmailHome;
import ee.qmail.loop.Loop;
import ee.qmail.loop.StandingWarning;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The loops of history: facts to the file of the home, from there to the database as there is time, and away when they are old. */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HistoryWriter {
    private static final Duration SPOOL_PAUSE = Duration.ofMillis(250);
    private static final Duration WRITE_PAUSE = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Steps of a round, so that each round gives its sign of life. */
    private static final int STEPS = 100;

    private static final long LONGEST_REST_MILLIS = 10_000;
    /** History may be slow; it is missed when it hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** Octets of the file; some four million facts. */
    private static final long MOST_OCTETS = 1L << 30;

    private static final int RESTORED = 50;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private DeliveryHistory history;

    @Inject
    private HistoryStore store;

    @Inject
    private HistorySearch search;

    @Inject
    private OldDeliveries old;

    @Inject
    private AuditTrail audit;

    @Inject
    private HistoryLag lag;

    @Inject
    private ControlFiles controlFiles;

    @Inject
    private QmailHome home;

    @Inject
    private NodeId node;

    private final List<Loop> loops = new ArrayList<>();
    private final List<Future<?>> tasks = new ArrayList<>();
    private final Refusal.Observer refusals = refusal -> history.refused(refusal);
    private final StandingWarning behind = this::warnings;
    private HistorySpool spool;
    private HistoryIngest ingest;

    @PostConstruct
    void start() {
        try {
            spool = new HistorySpool(home.history(), MOST_OCTETS);
        } catch (IOException e) {
            throw new UncheckedIOException(home.history() + ": must be a directory this server may write to", e);
        }
        ingest = new HistoryIngest(spool, store, node.value(), System::nanoTime, System::currentTimeMillis);
        lag.tellBy(() -> new HistoryLag.Backlog(spool.backlog(), ingest.lag(), history.lost()));
        history.restore(search.recent(RESTORED));
        Refusal.Observer.ALL.add(refusals);
        StandingWarning.ALL.add(behind);
        repeat("history file", this::spool, SPOOL_PAUSE);
        repeat("history", this::write, WRITE_PAUSE);
        repeat("history of refusals", history::nextMinute, MINUTE);
        repeat("history clean-up", this::forget, MINUTE);
        repeat("audit clean-up", this::forgetDeeds, MINUTE);
    }

    private void repeat(String name, Loop.Round round, Duration pause) {
        Loop loop = Loop.named(name, pause.plus(PATIENCE), round);
        loops.add(loop);
        tasks.add(executor.scheduleWithFixedDelay(loop, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void spool() {
        List<Fact> facts = history.takeFacts();
        if (!facts.isEmpty()) {
            ingest.told(facts.size());
            history.lose(facts.size() - spool.append(facts));
        }
    }

    private void write() throws IOException, InterruptedException {
        for (int step = 0; step < STEPS && ingest.writeSome(); step++) {
            Thread.sleep(ingest.pause().toMillis());
        }
    }

    /** Four fifths of the time are left to others. */
    private void forget() throws InterruptedException {
        Instant time = Instant.now().minus(controlFiles.current().historylifetime());
        for (int step = 0; step < STEPS; step++) {
            long begin = System.nanoTime();
            if (store.forgetSomeBefore(time) == 0 && old.moveSome() == 0) {
                return;
            }
            long worked = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            Thread.sleep(Math.min(LONGEST_REST_MILLIS, 4 * worked));
        }
    }

    private void forgetDeeds() {
        audit.forgetBefore(Instant.now().minus(controlFiles.current().auditlifetime()));
    }

    private List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (history.lost() > 0) {
            warnings.add("Since its start this server has lost " + history.lost()
                    + " facts of the history of mail, since more came than could be written; no mail is lost.");
        }
        return warnings;
    }

    @PreDestroy
    void stop() {
        Refusal.Observer.ALL.remove(refusals);
        StandingWarning.ALL.remove(behind);
        loops.forEach(Loop::close);
        tasks.forEach(task -> task.cancel(false));
        spool();
        spool.close();
    }
}
