package ee.qmail.send;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.QueueConsumption;
import ee.qmail.contract.Queues;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.deferred.EarlierAttempts;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.Job;
import ee.qmail.jms.JobMessages;
import ee.qmail.jms.QueueException;
import ee.qmail.jms.Ticket;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.message.SpooledBody;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One pass over a job, whether it comes from the broker with its text, alone or bundled, or as a ticket for a row: try,
 * settle. The caller acknowledges the JMS message when {@link #run} returns, and not when it throws.
 *
 * <p>Never in the caller's transaction: rows are committed on their own, so the consequences of the attempt must be stored
 * before them and not together with the acknowledgement.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
public class DeliveryPass {
    private static final Logger LOG = Logger.getLogger(DeliveryPass.class.getName());
    private static final Duration PUT_OFF = Duration.ofSeconds(10);
    /** After a failure to settle an attempt. */
    private static final Duration GIVEN_BACK = Duration.ofMinutes(1);
    /** By which the clocks of servers with one queue may differ. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(10);

    private static final int MAX_UNSETTLED = 10_000;
    /** No bean had the mail, or the bean has not given it back: it may still end the server. */
    private static final Set<Reason> INCONCLUSIVE = Collections.unmodifiableSet(
            EnumSet.of(Reason.ABSENT, Reason.APPLICATION_BUSY, Reason.APPLICATION_TOO_SLOW, Reason.STOPPING));

    private final DeferredStore store;
    private final Settlement settlement;
    private final Concurrency concurrency;
    private final SendLogger logs;
    private final AttemptMarks marks;
    private final JmsSender outbox;
    private final HeldDomains held;

    /** For the container's proxies. */
    protected DeliveryPass() {
        this(null, null, null, null, null, null, null);
    }

    @Inject
    public DeliveryPass(
            DeferredStore store,
            Settlement settlement,
            Concurrency concurrency,
            SendLogger logs,
            AttemptMarks marks,
            JmsSender outbox,
            HeldDomains held) {
        this.store = store;
        this.settlement = settlement;
        this.concurrency = concurrency;
        this.logs = logs;
        this.marks = marks;
        this.outbox = outbox;
        this.held = held;
    }

    /** Outcomes that could not be stored: a recipient that has got the mail must not get it again when the job comes again. */
    private final Map<String, List<DeliveryReport>> unsettled = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<DeliveryReport>> eldest) {
            return size() > MAX_UNSETTLED;
        }
    });

    private final Clock clock = Clock.systemUTC();
    private final Instant started = clock.instant();

    /** Of jobs that may end the server one is tried at a time, so that the next end convicts it alone. */
    private final AtomicBoolean onTrial = new AtomicBoolean();

    /**
     * A job that may be tried now, and what is to be done with the reports.
     *
     * @param putAside gets the reason and the name of the case, if it is not to be tried any more
     * @param giveBack what is to be done if that goes wrong
     */
    private record Task(
            Job job,
            EarlierAttempts earlier,
            BiConsumer<List<DeliveryReport>, Instant> settle,
            BiConsumer<String, Instant> putAside,
            Runnable giveBack) {}

    /**
     * An attempt that has been made.
     *
     * @param begun whether it has come to a delivery
     * @param synced whether what it has done was on disk before this pass
     */
    private record Attempt(
            Task task, Instant start, boolean begun, boolean synced, List<Long> numbers, List<DeliveryReport> reports) {

        /** It is not known to be on disk. */
        Attempt unsure() {
            return synced
                    ? this
                    : new Attempt(task, start, begun, false, numbers, deferred(task.job(), Reason.NOT_ON_DISK, ""));
        }
    }

    public void run(Channel channel, Message message, Deliverer deliverer) {
        try {
            try {
                read(channel, message, deliverer);
            } catch (RefusedMessageException e) {
                outbox.bury(message, e.getMessage());
            }
        } catch (JMSException e) {
            throw new QueueException("a message of channel " + channel + " cannot be read", e);
        }
    }

    private void read(Channel channel, Message message, Deliverer deliverer) throws JMSException {
        String domain = JobMessages.domain(message);
        if (channel == Channel.REMOTE && held.isHeld(domain)) {
            putOff(channel, message, clock.instant().plus(HeldDomains.PAUSE));
            return;
        }
        Optional<Concurrency.Slot> slot = concurrency.enter(channel, domain, JobMessages.isBounce(message));
        if (slot.isEmpty()) {
            putOff(channel, message, clock.instant().plus(PUT_OFF));
            return;
        }
        try (Concurrency.Slot ignored = slot.get()) {
            pass(channel, message, deliverer);
        }
    }

    /**
     * One pass over a row without a slot, for a deliverer that only decides.
     *
     * @return whether the row could be had: false if it is being tried, or has been since the ticket was made
     */
    boolean decide(Ticket ticket, Deliverer deliverer) {
        List<SpooledBody> bodies = new ArrayList<>();
        try {
            List<Task> tasks = claim(ticket, bodies);
            pass(tasks, deliverer);
            return !tasks.isEmpty();
        } finally {
            bodies.forEach(DeliveryPass::discard);
        }
    }

    /** A row was deleted instead of being tried: log, history and applications are told. */
    void deleted(Job job, List<DeliveryReport> reports, int attempts) {
        settlement.syncRows();
        logs.ended(job, logs.starting(job), reports);
        settlement.deleted(job, reports, attempts);
    }

    private void putOff(Channel channel, Message message, Instant until) throws JMSException {
        if (JobMessages.isTicket(message)) {
            store.postpone(JobMessages.ticket(message), until);
            return;
        }
        List<SpooledBody> bodies = new ArrayList<>();
        try {
            open(channel, message, bodies).forEach(task -> settlement.putOff(task.job(), until));
        } finally {
            bodies.forEach(DeliveryPass::discard);
        }
    }

    private void pass(Channel channel, Message message, Deliverer deliverer) throws JMSException {
        List<SpooledBody> bodies = new ArrayList<>();
        try {
            List<Task> tasks = JobMessages.isTicket(message)
                    ? claim(channel, JobMessages.ticket(message), bodies)
                    : open(channel, message, bodies);
            List<Task> aside = tasks.stream().filter(this::isPutAside).toList();
            pass(tasks.stream().filter(task -> !aside.contains(task)).toList(), deliverer);
            // not before the others are settled, or all would come again, and this one be delivered as well
            aside.forEach(
                    task -> marks.survived(task.job().id(), task.job().number())); // sent again, it has another chance
        } finally {
            bodies.forEach(DeliveryPass::discard);
        }
    }

    /**
     * At home alone: what is done there is up to beans and programs, and has no time limit that all keep. A remote job waits longer and longer, and is bounced: to
     * have been in work at three ends of the server is nothing rare with a slow destination.
     */
    private boolean isPutAside(Task task) {
        Job job = task.job();
        Optional<Instant> since =
                job.channel() == Channel.LOCAL ? marks.convicted(job.id(), job.number()) : Optional.empty();
        if (since.isEmpty()) {
            return false;
        }
        try {
            task.putAside().accept("the server has ended " + often(job), since.get());
        } catch (RuntimeException | Error e) {
            giveBack(task);
            throw e;
        }
        return true;
    }

    private String often(Job job) {
        return marks.deaths(job.id(), job.number()) + " times while this was being delivered";
    }

    private void pass(List<Task> tasks, Deliverer deliverer) {
        List<Attempt> attempts =
                tasks.stream().map(task -> attempt(task, deliverer)).toList();
        settle(durable(attempts, deliverer));
    }

    /** One that cannot be settled does not keep the others from it. */
    private void settle(List<Attempt> attempts) {
        Throwable failure = null;
        for (Attempt attempt : attempts) {
            try {
                settle(attempt);
            } catch (RuntimeException | Error e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw new QueueException("what follows from an attempt is not stored", failure);
        }
    }

    /** Empty if the row has gone its way without this ticket. */
    private List<Task> claim(Ticket ticket, List<SpooledBody> bodies) {
        return store.claim(ticket, clock.instant(), bodies::add).stream()
                .map(claim -> new Task(
                        claim.pending(),
                        EarlierAttempts.POSSIBLE,
                        (reports, start) -> settlement.settleRetry(claim, reports, start),
                        (reason, since) -> settlement.putAsideRetry(claim, reason, since),
                        () -> giveBack(claim)))
                .toList();
    }

    /** A ticket in the queue of another channel would let the wrong one deliver. */
    private List<Task> claim(Channel channel, Ticket ticket, List<SpooledBody> bodies) {
        List<Task> tasks = claim(ticket, bodies);
        try {
            tasks.forEach(task -> requireChannel(channel, task.job()));
        } catch (RefusedMessageException e) {
            tasks.forEach(DeliveryPass::giveBack);
            throw e;
        }
        return tasks;
    }

    private static void requireChannel(Channel channel, Job job) {
        if (job.channel() != channel) {
            throw new RefusedMessageException("job " + job.key() + " is of channel " + job.channel() + ": must be in "
                    + Queues.of(job.channel()) + ", not in " + Queues.of(channel));
        }
    }

    /** The row need not wait until the lease ends. */
    private void giveBack(DeferredStore.Claim claim) {
        store.giveBack(claim, clock.instant().plus(GIVEN_BACK));
    }

    /** Without those that have been handed over to the database. */
    private List<Task> open(Channel channel, Message message, List<SpooledBody> bodies) throws JMSException {
        List<Task> tasks = new ArrayList<>();
        boolean someHaveRows = false;
        for (Job job : JobMessages.jobs(message, bodies)) {
            requireChannel(channel, job);
            EarlierAttempts earlier = earlier(job, message.getJMSRedelivered());
            // only if there were any can the job have a row already
            if (earlier != EarlierAttempts.NONE && store.has(job.id(), job.number())) {
                someHaveRows = true;
            } else {
                tasks.add(new Task(
                        job,
                        earlier,
                        (reports, start) -> settlement.settleFirst(job, reports, start),
                        (reason, since) -> settlement.putAsideFirst(job, reason, since),
                        () -> {}));
            }
        }
        if (someHaveRows) {
            settlement.syncRows(); // it may be that which failed last time, and this message is acknowledged now
        }
        return tasks;
    }

    /**
     * A broker of our own gives nobody else's jobs, and marks what it has given before as redelivered. One elsewhere forgets that when it is
     * started again.
     */
    private EarlierAttempts earlier(Job job, boolean redelivered) {
        boolean inside = InProcessBroker.RUNNING.current().isPresent();
        boolean old = job.arrival().isBefore(started);
        if (inside && old && !redelivered) {
            return EarlierAttempts.BEFORE_THE_START;
        }
        return old || redelivered || !inside && isBeforeLastBreak(job)
                ? EarlierAttempts.POSSIBLE
                : EarlierAttempts.NONE;
    }

    /** Another server, with a clock of its own, may have said when it arrived. */
    private static boolean isBeforeLastBreak(Job job) {
        return QueueConsumption.RUNNING
                .current()
                .flatMap(QueueConsumption::lastBreak)
                .filter(time -> job.arrival().isBefore(time.plus(CLOCK_DIFFERENCE)))
                .isPresent();
    }

    /** Unknown trouble is a deferral, and so is an {@link Error}: an attempt counts however it ends. */
    private Attempt attempt(Task task, Deliverer deliverer) {
        Job job = task.job();
        Instant start = clock.instant();
        List<DeliveryReport> known = Objects.requireNonNullElse(unsettled.remove(job.key()), List.of());
        if (known.stream()
                .map(DeliveryReport::recipient)
                .toList()
                .equals(job.envelope().recipients())) {
            return new Attempt(task, start, true, true, List.of(), known); // only its settlement is still to be done
        }
        Optional<Instant> heldBack = marks.heldBack(job.id(), job.number(), start);
        if (heldBack.isPresent()) {
            return heldBack(
                    task, start, "it is left alone until " + heldBack.get().truncatedTo(ChronoUnit.SECONDS));
        }
        return marks.deaths(job.id(), job.number()) < AttemptMarks.SUSPICIOUS
                ? delivered(task, start, deliverer)
                : tried(task, start, deliverer);
    }

    private Attempt tried(Task task, Instant start, Deliverer deliverer) {
        if (!onTrial.compareAndSet(false, true)) {
            return heldBack(task, start, "another such message is tried now");
        }
        try {
            return delivered(task, start, deliverer);
        } finally {
            onTrial.set(false);
        }
    }

    private Attempt heldBack(Task task, Instant start, String why) {
        String detail = often(task.job()) + "; " + why;
        return new Attempt(task, start, false, false, List.of(), deferred(task.job(), Reason.HELD_BACK, detail));
    }

    private Attempt delivered(Task task, Instant start, Deliverer deliverer) {
        Job job = task.job();
        List<Long> numbers = List.of();
        try (AttemptMarks.Mark ignored = marks.begin(job.id(), job.number())) {
            numbers = logs.starting(job);
            return new Attempt(task, start, true, false, numbers, deliverer.deliver(job, task.earlier()));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, e, () -> "delivery of job " + job.key() + " is deferred");
            return new Attempt(task, start, true, false, numbers, deferred(job, Reason.UNEXPECTED, ""));
        } finally {
            forgetInterrupt(job);
        }
    }

    /**
     * By a program that was waited for while the server stops, or by a bean. What has become of the attempt is to be stored all the same,
     * and a file is closed when an interrupted thread writes to it.
     */
    private static void forgetInterrupt(Job job) {
        if (Thread.interrupted()) {
            LOG.log(Level.INFO, "the thread was interrupted in an attempt at job {0}", job.key());
        }
    }

    /** Nothing is told that a crash could take back; deliveries that are there all the same are found when repeated. */
    private static List<Attempt> durable(List<Attempt> attempts, Deliverer deliverer) {
        try {
            deliverer.sync();
            return attempts;
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, attempts.size() + " deliveries are deferred: they are not known to be on disk", e);
            return attempts.stream().map(Attempt::unsure).toList();
        }
    }

    private static List<DeliveryReport> deferred(Job job, Reason reason, String detail) {
        return job.envelope().recipients().stream()
                .map(recipient -> DeliveryReport.of(recipient, reason, detail))
                .toList();
    }

    private void settle(Attempt attempt) {
        Job job = attempt.task().job();
        List<DeliveryReport> reports = attempt.reports();
        try (AttemptMarks.Mark ignored = marks.begin(job.id(), job.number())) {
            reports = settlement.finalIfDying(job, attempt.begun() ? timed(reports) : reports, attempt.start());
            logs.ended(job, attempt.numbers(), reports);
            attempt.task().settle().accept(reports, attempt.start());
        } catch (RuntimeException | Error e) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "what follows from an attempt at job " + job.key() + " is to be stored again");
            if (reports.stream().anyMatch(report -> report.outcome() != Outcome.DEFERRAL)) {
                unsettled.put(job.key(), reports);
            }
            forgetInterrupt(job);
            giveBack(attempt.task());
            throw e;
        }
        if (attempt.begun()) {
            weigh(job, reports);
        }
    }

    /** Mail that no bean had, as while the server starts and its application does not run yet, is as suspect as before. */
    private void weigh(Job job, List<DeliveryReport> reports) {
        if (reports.stream().anyMatch(report -> report.reason() == Reason.APPLICATION_ENDED_SERVER)) {
            marks.blame(job.id(), job.number());
        } else if (!marks.isNothingSuspected()
                && reports.stream().noneMatch(report -> INCONCLUSIVE.contains(report.reason()))) {
            marks.survived(job.id(), job.number());
        }
    }

    /** An attempt that is settled a second time was over before, and to give up is none. */
    private List<DeliveryReport> timed(List<DeliveryReport> reports) {
        Instant now = clock.instant();
        return reports.stream()
                .map(report -> report.time() == null && report.ending() == null ? report.at(now) : report)
                .toList();
    }

    /** If that is not possible either, the lease ends by itself. */
    private static void giveBack(Task task) {
        try {
            task.giveBack().run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, e, () -> "job " + task.job().key() + " waits until its lease ends");
        }
    }

    private static void discard(SpooledBody body) {
        try {
            body.discard();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "a temporary file stays behind", e);
        }
    }
}
