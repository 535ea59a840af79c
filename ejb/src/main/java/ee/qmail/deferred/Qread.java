package ee.qmail.deferred;

import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.control.ControlFiles;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.routing.Rewriting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The administrator's view of the waiting messages and of the times of their attempts. */
@ApplicationScoped
@AdministratorsOnly
@Transactional
public class Qread {
    static final String MAKE_DUE = "update DeferredJob j set j.nextAttempt = :now"
            + " where j.nextAttempt > :now and (j.leaseUntil is null or j.leaseUntil <= :now)";

    private static final int MOST_ADDRESSES = 10_000;

    private final EntityManager entities;
    private final ControlFiles controlFiles;

    /** For the container's proxies. */
    protected Qread() {
        this(null, null);
    }

    @Inject
    public Qread(EntityManager entities, ControlFiles controlFiles) {
        this.entities = entities;
        this.controlFiles = controlFiles;
    }

    /**
     * In the order of their ids, which is that of their arrival.
     *
     * @param after only those with larger ids
     * @param most from 1
     */
    public List<WaitingMessage> list(long after, int most) {
        List<DeferredMessage> messages = entities.createQuery(
                        "select m from DeferredMessage m where m.queueId > :after order by m.queueId",
                        DeferredMessage.class)
                .setParameter("after", after)
                .setMaxResults(most)
                .getResultList();
        List<Long> ids = messages.stream().map(DeferredMessage::queueId).toList();
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<Long, List<WaitingMessage.Recipient>> recipients = recipients(ids);
        return messages.stream()
                .map(message -> new WaitingMessage(
                        new QueueId(message.queueId()).toString(),
                        message.arrival(),
                        message.size(),
                        message.sender(),
                        message.attributes().byKey(),
                        recipients.getOrDefault(message.queueId(), List.of())))
                .toList();
    }

    /** Empty if the message does not wait, or waits no longer. */
    public Optional<WaitingMessage> find(QueueId id) {
        return list(id.value() - 1, 1).stream()
                .filter(message -> message.id().equals(id.toString()))
                .findFirst();
    }

    private Map<Long, List<WaitingMessage.Recipient>> recipients(List<Long> ids) {
        Rewriting rewriting = new Rewriting(controlFiles.current());
        Map<DeferredJob.Key, DeferredJob> jobs = new LinkedHashMap<>();
        entities.createQuery("select j from DeferredJob j where j.key.queueId in :ids", DeferredJob.class)
                .setParameter("ids", ids)
                .getResultList()
                .forEach(job -> jobs.put(job.key(), job));
        Map<Long, List<WaitingMessage.Recipient>> all = new LinkedHashMap<>();
        entities.createQuery(
                        "select r from DeferredRecipient r where r.key.queueId in :ids"
                                + " order by r.key.queueId, r.key.job, r.key.seq",
                        DeferredRecipient.class)
                .setParameter("ids", ids)
                .getResultList()
                .forEach(row -> {
                    DeferredJob job = jobs.get(row.jobKey());
                    if (job != null) {
                        all.computeIfAbsent(job.key().queueId(), key -> new ArrayList<>())
                                .add(recipient(row, job, rewriting));
                    }
                });
        return all;
    }

    private static WaitingMessage.Recipient recipient(DeferredRecipient row, DeferredJob job, Rewriting rewriting) {
        DeliveryReport report = row.report();
        return new WaitingMessage.Recipient(
                job.channel().name().toLowerCase(Locale.ROOT),
                rewriting.display(job.channel(), report.recipient()),
                report.outcome().name().toLowerCase(Locale.ROOT),
                report.text(),
                job.nextAttempt(),
                job.attempt());
    }

    /**
     * Makes all waiting jobs due now, as the signal ALRM does for qmail-send (SCH-7). Jobs being tried at the moment are left
     * alone, and the times of later attempts are those they would have been.
     *
     * @return how many jobs are due now that were not
     */
    @Audited(Deed.QUEUE_RETRIED)
    public long retryAll(Instant now) {
        return entities.createQuery(MAKE_DUE).setParameter("now", now).executeUpdate();
    }

    /**
     * Makes due now the jobs that were put off because an application was not there, or had no room: one that is deployed again has it.
     *
     * @return how many jobs are due now that were not
     */
    public long retryForApplications(Instant now) {
        return entities.createQuery(MAKE_DUE + " and exists (select 1 from DeferredRecipient r"
                        + " where r.key.queueId = j.key.queueId and r.key.job = j.key.job and r.report.outcome = :waiting"
                        + " and r.report.reason in :reasons)")
                .setParameter("now", now)
                .setParameter("waiting", Outcome.DEFERRAL)
                .setParameter("reasons", List.of(Reason.ABSENT, Reason.APPLICATION_BUSY))
                .executeUpdate();
    }

    /** The recipients whose mail waits for an application that is not there, as senders know them: how often each, of at most 10,000. */
    public Map<String, Long> waitingForApplications() {
        Rewriting rewriting = new Rewriting(controlFiles.current());
        Map<String, Long> waiting = new LinkedHashMap<>();
        entities.createQuery(
                        "select r.address, count(r) from DeferredRecipient r where r.report.outcome = :waiting"
                                + " and r.report.reason = :absent group by r.address order by r.address",
                        Object[].class)
                .setParameter("waiting", Outcome.DEFERRAL)
                .setParameter("absent", Reason.ABSENT)
                .setMaxResults(MOST_ADDRESSES)
                .getResultList()
                .forEach(row -> waiting.merge(rewriting.display((String) row[0]), (Long) row[1], Long::sum));
        return waiting;
    }

    /**
     * Makes the waiting jobs of one message due now, as {@link #retryAll} does.
     *
     * @return how many of its jobs are due now that were not
     */
    @Audited(value = Deed.QUEUE_RETRIED, to = Thing.FIRST)
    public long retry(QueueId id, Instant now) {
        return entities.createQuery(MAKE_DUE + " and j.key.queueId = :id")
                .setParameter("id", id.value())
                .setParameter("now", now)
                .executeUpdate();
    }
}
