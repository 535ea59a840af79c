package ee.qmail.deferred;

import ee.qmail.home.NodeId;
import ee.qmail.jms.Job;
import ee.qmail.jms.Ticket;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Notify;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.SpooledBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The table of waiting jobs. Each method is one database transaction of its own, committed when it returns; {@link
 * DatabaseSync} makes that survive a crash.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class DeferredStore {
    /** The time a worker may take for an attempt before the job is offered to another. */
    static final Duration LEASE = Duration.ofHours(3);

    /** The time a ticket may stay in the broker before it counts as lost. */
    public static final Duration TICKET_LEASE = Duration.ofMinutes(10);

    private static final int LONGEST_ADDRESS = 1024;
    private static final int LONGEST_DOMAIN = 255;

    private final EntityManager entities;
    private final NodeId node;

    /** For the container's proxies. */
    protected DeferredStore() {
        this(null, null);
    }

    @Inject
    public DeferredStore(EntityManager entities, NodeId node) {
        this.entities = entities;
        this.node = node;
    }

    /**
     * A job under way.
     *
     * @param pending the job with the recipients still to be tried; the caller discards the body
     * @param settled outcomes of earlier attempts
     * @param attempt number of this attempt, from 2, or from 1 if the job was put off without one
     * @param delayTold whether the sender has been told that it is late
     */
    public record Claim(Job pending, SpooledBody body, List<DeliveryReport> settled, int attempt, boolean delayTold) {}

    /**
     * Tells whether a job can be handed over: no address of it is longer than a row has room for, or has a NUL, which PostgreSQL does not
     * take. All that come through a door can.
     */
    public static boolean isFit(Job job) {
        Stream<String> addresses =
                Stream.concat(Stream.of(job.envelope().sender()), job.envelope().recipients().stream());
        return isStorable(job.domain(), LONGEST_DOMAIN)
                && addresses.allMatch(address -> isStorable(address, LONGEST_ADDRESS));
    }

    private static boolean isStorable(String text, int longest) {
        return text.length() <= longest && text.indexOf('\0') < 0;
    }

    /** Tells whether the job has been handed over: then nothing of it is only in the broker. */
    public boolean has(QueueId id, int job) {
        return entities.find(DeferredJob.class, new DeferredJob.Key(id.value(), job)) != null;
    }

    /**
     * Takes over a job from the broker with all outcomes of its first attempt.
     *
     * @param attempts 1, or 0 if there has been none
     */
    public void handOver(Job job, List<DeliveryReport> reports, Instant nextAttempt, int attempts) {
        if (entities.find(DeferredMessage.class, job.id().value()) == null) {
            entities.persist(new DeferredMessage(job));
            new DeferredBodies(entities).store(job.id(), job.body());
        }
        DeferredJob.Key key = new DeferredJob.Key(job.id().value(), job.number());
        entities.persist(new DeferredJob(key, job.channel(), job.domain(), attempts, nextAttempt));
        int seq = 0;
        for (DeliveryReport report : reports) {
            entities.persist(new DeferredRecipient(
                    new DeferredRecipient.Key(key.queueId(), key.job(), seq++),
                    report,
                    job.envelope().notifies().get(report.recipient())));
        }
    }

    /**
     * Leases the jobs that are due, earliest first, and tells which tickets to issue. Of two servers that ask at the same time each gets what the other does
     * not.
     *
     * @param now by the clock of this server: one that is ahead by more than a lease takes jobs that another still holds
     */
    public List<DueJob> due(Instant now, int most) {
        List<?> rows = entities.createNativeQuery(DueStatement.of(entities))
                .setParameter("now", now)
                .setParameter("until", now.plus(TICKET_LEASE))
                .setParameter("owner", node.value())
                .setParameter("most", most)
                .getResultList();
        return rows.stream().map(row -> due((Object[]) row)).toList();
    }

    private static DueJob due(Object[] row) {
        Ticket ticket = new Ticket(
                new QueueId(((Number) row[0]).longValue()),
                ((Number) row[1]).intValue(),
                ((Number) row[2]).intValue(),
                (String) row[3],
                ((String) row[5]).isEmpty());
        return new DueJob(Channel.valueOf((String) row[4]), ticket);
    }

    /**
     * A job that nobody is trying.
     *
     * @param ticket with which it may be claimed
     * @param deferred the last reports on the waiting recipients, in the order in which a claim has them
     */
    public record Idle(Ticket ticket, List<DeliveryReport> deferred) {}

    /** The jobs of a message that are neither being tried nor about to be. */
    public List<Idle> idle(QueueId id, Instant now) {
        return idle(id, "", now);
    }

    private List<Idle> idle(QueueId id, String condition, Instant now) {
        DeferredMessage message = entities.find(DeferredMessage.class, id.value());
        boolean isBounce = message != null && message.sender().isEmpty();
        return entities
                .createQuery(
                        "select j from DeferredJob j where j.key.queueId = :id"
                                + " and (j.leaseUntil is null or j.leaseUntil <= :now)" + condition
                                + " order by j.key.job",
                        DeferredJob.class)
                .setParameter("id", id.value())
                .setParameter("now", now)
                .getResultList()
                .stream()
                .map(job -> new Idle(
                        new Ticket(id, job.key().job(), job.attempt(), job.domain(), isBounce),
                        recipients(job.key()).stream()
                                .filter(DeferredRecipient::isWaiting)
                                .map(DeferredRecipient::report)
                                .toList()))
                .toList();
    }

    /** One of the jobs, if it is neither being tried nor about to be. */
    public Optional<Idle> idle(JobKey key, Instant now) {
        return idle(key.id(), " and j.key.job = " + key.number(), now).stream().findFirst();
    }

    /**
     * After a crash this server holds its leases no more: what they held is due again. Those of other servers on the same
     * database end by time.
     */
    public int releaseOwn() {
        return entities.createQuery("update DeferredJob j set j.leaseUntil = null, j.leaseOwner = null"
                        + " where j.leaseOwner = :owner")
                .setParameter("owner", node.value())
                .executeUpdate();
    }

    /**
     * Takes the job for an attempt; empty if the ticket is void.
     *
     * @param opened gets the text as soon as there is one, and discards it, also if this fails
     */
    public Optional<Claim> claim(Ticket ticket, Instant now, Consumer<SpooledBody> opened) {
        DeferredJob.Key key = new DeferredJob.Key(ticket.id().value(), ticket.number());
        int claimed = entities.createQuery("update DeferredJob j set j.attempt = j.attempt + 1, j.leaseUntil = :until,"
                        + " j.leaseOwner = :owner where j.key = :key and j.attempt = :attempt")
                .setParameter("until", now.plus(LEASE))
                .setParameter("owner", node.value())
                .setParameter("key", key)
                .setParameter("attempt", ticket.attempt())
                .executeUpdate();
        return claimed == 0 ? Optional.empty() : Optional.of(read(key, opened));
    }

    private Claim read(DeferredJob.Key key, Consumer<SpooledBody> opened) {
        DeferredJob row = entities.find(DeferredJob.class, key);
        DeferredMessage message = entities.find(DeferredMessage.class, key.queueId());
        List<DeferredRecipient> recipients = recipients(key);
        SpooledBody body = new DeferredBodies(entities).read(key.queueId(), message.size(), opened);
        Job pending = job(row, message, recipients, body);
        List<DeliveryReport> settled = recipients.stream()
                .filter(r -> !r.isWaiting())
                .map(DeferredRecipient::report)
                .toList();
        return new Claim(pending, body, settled, row.attempt(), row.isDelayTold());
    }

    private static Job job(DeferredJob row, DeferredMessage message, List<DeferredRecipient> recipients, Body body) {
        List<String> waiting = recipients.stream()
                .filter(DeferredRecipient::isWaiting)
                .map(r -> r.report().recipient())
                .toList();
        return new Job(
                new QueueId(row.key().queueId()),
                row.key().job(),
                message.jobs(),
                row.channel(),
                row.domain(),
                message.envelope(waiting, notifies(recipients)),
                body,
                message.wireSize(),
                message.arrival());
    }

    private static Map<String, Notify> notifies(List<DeferredRecipient> recipients) {
        Map<String, Notify> notifies = new HashMap<>();
        for (DeferredRecipient recipient : recipients) {
            Notify notify = recipient.notifyWishes();
            if (notify != null) {
                notifies.put(recipient.report().recipient(), notify);
            }
        }
        return notifies;
    }

    /** The sender has been told that the job is late. */
    public void delayTold(Job job) {
        entities.createQuery("update DeferredJob j set j.delayTold = true where j.key = :key")
                .setParameter("key", new DeferredJob.Key(job.id().value(), job.number()))
                .executeUpdate();
    }

    private List<DeferredRecipient> recipients(DeferredJob.Key key) {
        return entities.createQuery(
                        "select r from DeferredRecipient r where r.key.queueId = :id and r.key.job = :job"
                                + " order by r.key.seq",
                        DeferredRecipient.class)
                .setParameter("id", key.queueId())
                .setParameter("job", key.job())
                .getResultList();
    }

    /** Gives back a ticket that could not be used: the job is due again at the given time. */
    public void postpone(Ticket ticket, Instant nextAttempt) {
        entities.createQuery("update DeferredJob j set j.nextAttempt = :next, j.leaseUntil = null,"
                        + " j.leaseOwner = null where j.key = :key and j.attempt = :attempt")
                .setParameter("next", nextAttempt)
                .setParameter("key", new DeferredJob.Key(ticket.id().value(), ticket.number()))
                .setParameter("attempt", ticket.attempt())
                .executeUpdate();
    }

    /** Gives back a claim whose outcomes could not be stored, unless they have been. */
    public void giveBack(Claim claim, Instant nextAttempt) {
        Job job = claim.pending();
        entities.createQuery("update DeferredJob j set j.nextAttempt = :next, j.leaseUntil = null,"
                        + " j.leaseOwner = null where j.key = :key and j.attempt = :attempt and j.leaseOwner = :owner")
                .setParameter("next", nextAttempt)
                .setParameter("key", new DeferredJob.Key(job.id().value(), job.number()))
                .setParameter("attempt", claim.attempt())
                .setParameter("owner", node.value())
                .executeUpdate();
    }

    /** Gives back a claim that has come to no attempt; {@code reports} tell why. A crash before that is on the disk makes the job due at once. */
    public void putOff(Job job, List<DeliveryReport> reports, Instant nextAttempt) {
        write(job, reports).putOff(nextAttempt);
    }

    /** Writes the outcomes of an attempt; recipients that still wait are due at {@code nextAttempt}. */
    public void record(Job job, List<DeliveryReport> reports, Instant nextAttempt) {
        write(job, reports).release(nextAttempt);
    }

    private DeferredJob write(Job job, List<DeliveryReport> reports) {
        DeferredJob.Key key = new DeferredJob.Key(job.id().value(), job.number());
        List<DeferredRecipient> waiting =
                recipients(key).stream().filter(DeferredRecipient::isWaiting).toList();
        for (int i = 0; i < reports.size(); i++) {
            waiting.get(i).settle(reports.get(i));
        }
        return entities.find(DeferredJob.class, key, LockModeType.PESSIMISTIC_WRITE);
    }

    /**
     * Writes the outcomes that leave nobody waiting. The job stays leased while the caller concludes it; if it does not come
     * to that, it is due when the lease ends or is given back, not at some later attempt.
     */
    public void recordLast(Job job, List<DeliveryReport> reports, Instant now) {
        DeferredJob row = write(job, reports);
        row.release(now);
        row.lease(now.plus(TICKET_LEASE), node);
    }

    /**
     * Failures that one bounce tells.
     *
     * @param jobs the numbers of their jobs, ascending
     * @param notifies the sender's wishes about their recipients
     */
    public record Failures(List<Integer> jobs, List<DeliveryReport> reports, Map<String, Notify> notifies) {}

    /**
     * The failures of all jobs of a message that are settled and wait for a bounce, for that of the given one of them. Asked
     * again after a crash, it has the same. The jobs stay leased until the caller deletes them; if it does not come to that,
     * the given one is due when its lease ends or is given back.
     *
     * @return empty if the bounce of another job tells the failures of this one
     */
    public Optional<Failures> gather(Job job, Instant now) {
        // of two jobs that gather at the same time the second one sees the row of the first
        entities.find(DeferredMessage.class, job.id().value(), LockModeType.PESSIMISTIC_WRITE);
        DeferredJob own =
                entities.find(DeferredJob.class, new DeferredJob.Key(job.id().value(), job.number()));
        if (own == null || own.bounce() != null && own.bounce() != job.number()) {
            return Optional.empty();
        }
        if (own.bounce() == null) {
            settledWithFailures(job.id()).forEach(row -> row.bounceWith(job.number()));
        }
        List<DeferredJob> gathered = entities.createQuery(
                        "select j from DeferredJob j where j.key.queueId = :id and j.bounce = :job order by j.key.job",
                        DeferredJob.class)
                .setParameter("id", job.id().value())
                .setParameter("job", job.number())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        gathered.forEach(row -> row.lease(now.plus(TICKET_LEASE), node));
        List<DeferredRecipient> recipients =
                gathered.stream().flatMap(row -> recipients(row.key()).stream()).toList();
        return Optional.of(new Failures(
                gathered.stream().map(row -> row.key().job()).toList(),
                recipients.stream()
                        .map(DeferredRecipient::report)
                        .filter(report -> report.outcome() == Outcome.FAILURE)
                        .toList(),
                notifies(recipients)));
    }

    private List<DeferredJob> settledWithFailures(QueueId id) {
        String some = "exists (select 1 from DeferredRecipient r where r.key.queueId = j.key.queueId"
                + " and r.key.job = j.key.job and r.report.outcome = ";
        return entities.createQuery(
                        "select j from DeferredJob j where j.key.queueId = :id and j.bounce is null and not " + some
                                + ":waiting) and " + some + ":failed)",
                        DeferredJob.class)
                .setParameter("id", id.value())
                .setParameter("waiting", Outcome.DEFERRAL)
                .setParameter("failed", Outcome.FAILURE)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /** The last recipient is settled and nothing more follows from the job. */
    public void delete(Job job) {
        delete(job, List.of(job.number()));
    }

    /**
     * Nothing more follows from any of the jobs.
     *
     * @param numbers of jobs of the same message
     */
    public void delete(Job job, List<Integer> numbers) {
        for (int number : numbers) {
            DeferredJob row = entities.find(
                    DeferredJob.class, new DeferredJob.Key(job.id().value(), number));
            if (row != null) {
                recipients(row.key()).forEach(entities::remove);
                entities.remove(row);
            }
        }
        entities.flush();
        new DeferredBodies(entities).deleteUnlessNeeded(job.id());
        entities.createQuery("delete from DeferredMessage m where m.queueId = :id"
                        + " and not exists (select 1 from DeferredJob j where j.key.queueId = :id)")
                .setParameter("id", job.id().value())
                .executeUpdate();
    }

    /**
     * Deletes a job that nobody tries, in one step: a ticket that is under way for it is void then.
     *
     * @param ticket with which it might be claimed
     * @return the job with the recipients who waited, and a text that cannot be read any more; empty if the ticket is void
     */
    public Optional<Job> drop(Ticket ticket, Instant now) {
        DeferredJob.Key key = new DeferredJob.Key(ticket.id().value(), ticket.number());
        int taken = entities.createQuery("update DeferredJob j set j.attempt = j.attempt + 1 where j.key = :key"
                        + " and j.attempt = :attempt and (j.leaseUntil is null or j.leaseUntil <= :now)")
                .setParameter("key", key)
                .setParameter("attempt", ticket.attempt())
                .setParameter("now", now)
                .executeUpdate();
        if (taken == 0) {
            return Optional.empty();
        }
        DeferredMessage message = entities.find(DeferredMessage.class, key.queueId());
        Job job = job(entities.find(DeferredJob.class, key), message, recipients(key), new DeletedBody(message.size()));
        delete(job);
        return Optional.of(job);
    }

    /** The text of a message that waits, up to the end of its first piece; empty if it does not wait. */
    public Optional<byte[]> beginning(QueueId id) {
        return new DeferredBodies(entities).first(id);
    }

    /**
     * Puts off what is due for domains that nothing is sent to now, so that nobody looks for it each second.
     *
     * @param domains not none
     */
    public void postponeHeld(Collection<String> domains, Instant now, Instant nextAttempt) {
        entities.createQuery("update DeferredJob j set j.nextAttempt = :next where j.channel = :remote"
                        + " and j.domain in :domains and j.nextAttempt <= :now"
                        + " and (j.leaseUntil is null or j.leaseUntil <= :now)")
                .setParameter("next", nextAttempt)
                .setParameter("remote", Channel.REMOTE)
                .setParameter("domains", domains)
                .setParameter("now", now)
                .executeUpdate();
    }

    /** Jobs that wait. */
    public long count() {
        return entities.createQuery("select count(j) from DeferredJob j", Long.class)
                .getSingleResult();
    }

    /** The time at which the oldest message came of which a job waits; empty if none does. */
    public Optional<Instant> oldest() {
        return Optional.ofNullable(entities.createQuery("select min(m.arrival) from DeferredMessage m", Instant.class)
                .getSingleResult());
    }

    /** Asks the database; throws if it does not answer. */
    public void probe() {
        entities.createNativeQuery("select 1").getSingleResult();
    }
}
