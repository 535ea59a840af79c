package ee.qmail.send;

import ee.qmail.deferred.DeferredStore;
import ee.qmail.jms.QueueException;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Ending;
import ee.qmail.message.QueueId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;

/**
 * Ends the waiting jobs of a message before their time. To the queue that is one more attempt, at which all waiting recipients fail: it
 * is claimed, logged, told and bounced as any other. A crash before its outcome is stored leaves the message waiting.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
public class GiveUp {
    private final DeferredStore store;
    private final DeliveryPass pass;

    private final Clock clock = Clock.systemUTC();

    /** For the container's proxies. */
    protected GiveUp() {
        this(null, null);
    }

    @Inject
    public GiveUp(DeferredStore store, DeliveryPass pass) {
        this.store = store;
        this.pass = pass;
    }

    /**
     * Jobs being tried at the moment are left alone.
     *
     * @return how many jobs are given up; their failures are on their way to the sender
     * @throws QueueException if the broker takes no bounce: the job is concluded within some minutes, and later ones are not given up
     */
    public int giveUp(QueueId id) {
        int jobs = 0;
        for (DeferredStore.Idle idle : store.idle(id, clock.instant())) {
            if (!idle.deferred().isEmpty() && pass.decide(idle.ticket(), (job, earlier) -> failed(idle.deferred()))) {
                jobs++;
            }
        }
        return jobs;
    }

    private static List<DeliveryReport> failed(List<DeliveryReport> deferred) {
        return deferred.stream().map(report -> report.ended(Ending.BY_HAND)).toList();
    }
}
