package ee.qmail.send;

import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.deferred.JobKey;
import ee.qmail.jms.Job;
import ee.qmail.jms.QueueException;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Ending;
import ee.qmail.message.QueueId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Ends the waiting jobs of a message before their time. To the queue that is one more attempt, at which all waiting recipients fail: it
 * is claimed, logged, told and bounced as any other. A crash before its outcome is stored leaves the message waiting.
 */
@ApplicationScoped
@AdministratorsOnly
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
    @Audited(value = Deed.QUEUE_ENDED, to = Thing.FIRST)
    public int giveUp(QueueId id) {
        int jobs = 0;
        for (DeferredStore.Idle idle : store.idle(id, clock.instant())) {
            if (isGivenUp(idle)) {
                jobs++;
            }
        }
        return jobs;
    }

    /**
     * The same of one of its jobs.
     *
     * @return whether it is given up
     */
    public boolean giveUp(JobKey job) {
        return store.idle(job, clock.instant()).filter(this::isGivenUp).isPresent();
    }

    private boolean isGivenUp(DeferredStore.Idle idle) {
        return !idle.deferred().isEmpty()
                && pass.decide(idle.ticket(), (job, earlier) -> ended(idle.deferred(), Ending.BY_HAND));
    }

    /**
     * Deletes one of its jobs: nobody is told but log, history and applications. A crash before that is on the disk leaves it waiting.
     *
     * @return whether it is deleted; false if it is being tried, or about to be
     */
    public boolean delete(JobKey key) {
        Instant now = clock.instant();
        return store.idle(key, now).filter(idle -> isDeleted(idle, now)).isPresent();
    }

    /**
     * The same of all its jobs.
     *
     * @return how many are deleted
     */
    public int delete(QueueId id) {
        Instant now = clock.instant();
        return (int) store.idle(id, now).stream()
                .filter(idle -> isDeleted(idle, now))
                .count();
    }

    private boolean isDeleted(DeferredStore.Idle idle, Instant now) {
        if (idle.deferred().isEmpty()) {
            return false;
        }
        Optional<Job> job = store.drop(idle.ticket(), now);
        job.ifPresent(deleted -> pass.deleted(
                deleted, ended(idle.deferred(), Ending.DELETED), idle.ticket().attempt()));
        return job.isPresent();
    }

    private static List<DeliveryReport> ended(List<DeliveryReport> deferred, Ending why) {
        return deferred.stream().map(report -> report.ended(why)).toList();
    }
}
