package ee.qmail.deferred;

import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.control.ControlFiles;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.routing.Rewriting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The waiting jobs as an administrator looks for them: a page of those that a filter leaves, and how many they are. Nothing loads them all. */
@ApplicationScoped
@AdministratorsOnly
@Transactional
public class WaitingJobs {
    private static final int RECIPIENTS = 3;
    private static final String JOBS = " from DeferredJob j";
    private static final String WITH_MESSAGES = JOBS + " join DeferredMessage m on m.queueId = j.key.queueId";
    private static final String RECIPIENTS_TOO = " join DeferredRecipient w on w.key.queueId = j.key.queueId"
            + " and w.key.job = j.key.job and w.report.outcome = :waiting";

    /** What a list is sorted by; of jobs with the same, the older ones come first. */
    public enum Order {
        ARRIVAL(null, value -> null),
        NEXT("j.nextAttempt", Instant::parse),
        DOMAIN("j.domain", value -> value),
        SENDER("m.sender", value -> value),
        ATTEMPTS("j.attempt", Integer::valueOf);

        private final String column;
        private final Function<String, Object> reader;

        Order(String column, Function<String, Object> reader) {
            this.column = column;
            this.reader = reader;
        }

        private String clause(boolean isBackwards) {
            String direction = isBackwards ? " desc" : "";
            String keys = "j.key.queueId" + direction + ", j.key.job" + direction;
            return " order by " + (column == null ? keys : column + direction + ", " + keys);
        }

        private String behind(boolean isBackwards) {
            String sign = isBackwards ? " < " : " > ";
            String keys = "(j.key.queueId" + sign + ":id or j.key.queueId = :id and j.key.job" + sign + ":job)";
            return " and "
                    + (column == null
                            ? keys
                            : "(" + column + sign + ":value or " + column + " = :value and " + keys + ")");
        }

        private String value(WaitingJob job) {
            return switch (this) {
                case ARRIVAL -> "";
                case NEXT -> job.nextAttempt().toString();
                case DOMAIN -> job.domain();
                case SENDER -> job.sender();
                case ATTEMPTS -> Long.toString(job.attempts());
            };
        }
    }

    /**
     * A place in a list, behind a job.
     *
     * @param value by which the list is sorted, as {@link Place#text()} has it
     */
    public record Place(JobKey key, String value) {
        /** As it stands in an address. */
        public String text() {
            return value.isEmpty() ? key.toString() : key + " " + value;
        }

        /** Empty for a text that is none in a list with this order. */
        public static Optional<Place> of(String text, Order order) {
            int blank = text.indexOf(' ');
            String value = blank < 0 ? "" : text.substring(blank + 1);
            try {
                order.reader.apply(value);
            } catch (RuntimeException e) {
                return Optional.empty();
            }
            return JobKey.parse(blank < 0 ? text : text.substring(0, blank)).map(key -> new Place(key, value));
        }
    }

    /** @param next where the list goes on; null at its end */
    public record Page(List<WaitingJob> jobs, Place next) {}

    /** @param recipients those who wait; {@code oldest}: when the first of the messages came, null if there is none */
    public record Sum(long jobs, long messages, long recipients, Instant oldest) {}

    /** @param value a domain, a sender or the name of a reason; {@code recipients}: those who wait */
    public record Part(String value, long recipients) {}

    private final EntityManager entities;
    private final ControlFiles controlFiles;

    /** For the container's proxies. */
    protected WaitingJobs() {
        this(null, null);
    }

    @Inject
    public WaitingJobs(EntityManager entities, ControlFiles controlFiles) {
        this.entities = entities;
        this.controlFiles = controlFiles;
    }

    /** @param after null for the beginning */
    public Page list(QueueFilter filter, Order order, boolean isBackwards, Place after, int most) {
        TypedQuery<Object[]> query = entities.createQuery(
                "select j, m" + WITH_MESSAGES + " where 1 = 1" + filter.conditions()
                        + (after == null ? "" : order.behind(isBackwards)) + order.clause(isBackwards),
                Object[].class);
        filter.bind(query);
        if (after != null) {
            query.setParameter("id", after.key().id().value())
                    .setParameter("job", after.key().number());
            if (order.column != null) {
                query.setParameter("value", order.reader.apply(after.value()));
            }
        }
        // one more tells whether there is a next page
        List<WaitingJob> jobs = jobs(query.setMaxResults(most + 1).getResultList());
        if (jobs.size() <= most) {
            return new Page(jobs, null);
        }
        WaitingJob last = jobs.get(most - 1);
        return new Page(jobs.subList(0, most), new Place(key(last), order.value(last)));
    }

    private static JobKey key(WaitingJob job) {
        return JobKey.parse(job.id()).orElseThrow();
    }

    private List<WaitingJob> jobs(List<Object[]> rows) {
        Instant now = Instant.now();
        Rewriting rewriting = new Rewriting(controlFiles.current());
        Map<DeferredJob.Key, Long> waiting = waiting(
                rows.stream().map(row -> ((DeferredJob) row[0]).key().queueId()).toList());
        List<WaitingJob> jobs = new ArrayList<>();
        for (Object[] row : rows) {
            DeferredJob job = (DeferredJob) row[0];
            DeferredMessage message = (DeferredMessage) row[1];
            jobs.add(new WaitingJob(
                    JobKey.of(job.key()).toString(),
                    Long.toString(message.queueId()),
                    job.channel().name().toLowerCase(Locale.ROOT),
                    job.domain(),
                    message.sender(),
                    message.arrival(),
                    message.size(),
                    job.attempt(),
                    job.nextAttempt(),
                    job.isLeased(now),
                    waiting.getOrDefault(job.key(), 0L),
                    recipients(job, rewriting)));
        }
        return jobs;
    }

    private Map<DeferredJob.Key, Long> waiting(Collection<Long> ids) {
        Map<DeferredJob.Key, Long> waiting = new HashMap<>();
        if (!ids.isEmpty()) {
            entities.createQuery(
                            "select r.key.queueId, r.key.job, count(*) from DeferredRecipient r"
                                    + " where r.key.queueId in :ids and r.report.outcome = :waiting"
                                    + " group by r.key.queueId, r.key.job",
                            Object[].class)
                    .setParameter("ids", ids)
                    .setParameter("waiting", Outcome.DEFERRAL)
                    .getResultList()
                    .forEach(row -> waiting.put(new DeferredJob.Key((Long) row[0], (Integer) row[1]), (Long) row[2]));
        }
        return waiting;
    }

    /** A job may have thousands of them: only the first are read. */
    private List<WaitingJob.Recipient> recipients(DeferredJob job, Rewriting rewriting) {
        return entities
                .createQuery(
                        "select r from DeferredRecipient r where r.key.queueId = :id and r.key.job = :job"
                                + " and r.report.outcome = :waiting order by r.key.seq",
                        DeferredRecipient.class)
                .setParameter("id", job.key().queueId())
                .setParameter("job", job.key().job())
                .setParameter("waiting", Outcome.DEFERRAL)
                .setMaxResults(RECIPIENTS)
                .getResultList()
                .stream()
                .map(row -> recipient(row.report(), job, rewriting))
                .toList();
    }

    private static WaitingJob.Recipient recipient(DeliveryReport report, DeferredJob job, Rewriting rewriting) {
        return new WaitingJob.Recipient(
                rewriting.display(job.channel(), report.recipient()), report.reason(), report.text());
    }

    /** How many there are that a filter leaves. */
    public Sum sum(QueueFilter filter) {
        Query jobs = entities.createQuery("select count(*), count(distinct j.key.queueId), min(m.arrival)"
                + WITH_MESSAGES + " where 1 = 1" + filter.conditions());
        filter.bind(jobs);
        Object[] counts = (Object[]) jobs.getSingleResult();
        Query recipients = entities.createQuery("select count(*)" + from(filter.isAboutMessages()) + RECIPIENTS_TOO
                + " where 1 = 1" + filter.conditions());
        recipients.setParameter("waiting", Outcome.DEFERRAL);
        filter.bind(recipients);
        return new Sum((Long) counts[0], (Long) counts[1], (Long) recipients.getSingleResult(), (Instant) counts[2]);
    }

    /** How many recipients of some jobs wait. */
    public long waitingOf(List<JobKey> keys) {
        Map<DeferredJob.Key, Long> waiting =
                waiting(keys.stream().map(key -> key.id().value()).toList());
        return keys.stream()
                .mapToLong(key -> waiting.getOrDefault(key.row(), 0L))
                .sum();
    }

    private static String from(boolean isAboutMessages) {
        return isAboutMessages ? WITH_MESSAGES : JOBS;
    }

    /** Those who wait that a filter leaves, by the domain of the recipients, the most first. */
    public List<Part> byDomain(QueueFilter filter, int most) {
        return parts("j.domain", filter, filter.isAboutMessages(), most);
    }

    /** The same by sender. */
    public List<Part> bySender(QueueFilter filter, int most) {
        return parts("m.sender", filter, true, most);
    }

    /** The same by reason. */
    public List<Part> byReason(QueueFilter filter, int most) {
        return parts("w.report.reason", filter, filter.isAboutMessages(), most);
    }

    private List<Part> parts(String column, QueueFilter filter, boolean isAboutMessages, int most) {
        TypedQuery<Object[]> query = entities.createQuery(
                "select " + column + ", count(*)" + from(isAboutMessages) + RECIPIENTS_TOO + " where 1 = 1"
                        + filter.conditions() + " group by " + column + " order by count(*) desc, " + column,
                Object[].class);
        query.setParameter("waiting", Outcome.DEFERRAL);
        filter.bind(query);
        return query.setMaxResults(most).getResultList().stream()
                .map(row -> new Part(row[0] instanceof Reason reason ? reason.name() : text(row[0]), (Long) row[1]))
                .toList();
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    /**
     * The names of some that a filter leaves, in the order of their arrival.
     *
     * @param after null for the first of them
     */
    public List<JobKey> keys(QueueFilter filter, JobKey after, int most) {
        TypedQuery<DeferredJob.Key> query = entities.createQuery(
                "select j.key" + from(filter.isAboutMessages()) + " where 1 = 1" + filter.conditions()
                        + (after == null ? "" : Order.ARRIVAL.behind(false)) + Order.ARRIVAL.clause(false),
                DeferredJob.Key.class);
        filter.bind(query);
        if (after != null) {
            query.setParameter("id", after.id().value()).setParameter("job", after.number());
        }
        return query.setMaxResults(most).getResultList().stream()
                .map(JobKey::of)
                .toList();
    }

    /**
     * Makes one due now, unless it is being tried, or about to be.
     *
     * @return whether it is due now and was not
     */
    public boolean makeDue(JobKey key, Instant now) {
        return entities.createQuery(Qread.MAKE_DUE + " and j.key = :key")
                        .setParameter("key", key.row())
                        .setParameter("now", now)
                        .executeUpdate()
                > 0;
    }

    /** The same for all to a domain elsewhere. @return how many are due now and were not */
    public long makeDue(String domain, Instant now) {
        return entities.createQuery(Qread.MAKE_DUE + " and j.channel = :remote and j.domain = :domain")
                .setParameter("remote", Channel.REMOTE)
                .setParameter("domain", domain)
                .setParameter("now", now)
                .executeUpdate();
    }
}
