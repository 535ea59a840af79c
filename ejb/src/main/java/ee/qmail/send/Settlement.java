package ee.qmail.send;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.bounce.BounceMessage;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.contract.Queues;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.deferred.DatabaseSync;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.history.DeliveryHistory;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.Job;
import ee.qmail.jms.JobMessages;
import ee.qmail.jms.MailEvent;
import ee.qmail.jms.QueueException;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Ending;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.message.SpooledBody;
import ee.qmail.queue.QmailQueue;
import ee.qmail.routing.RetrySchedule;
import ee.qmail.routing.Rewriting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settles an attempt: outcomes are told, recipients that must wait become rows, and when the last recipient of a job is
 * settled the sender gets one bounce for all failures. Those of a message with recipients in several places are gathered for a
 * moment, in their rows, so that the sender gets one bounce for all that fail at about the same time. Everything that follows is stored before the job is
 * acknowledged, under names derived from the job's, so that a repetition stores nothing twice.
 */
@ApplicationScoped
public class Settlement {
    private static final Logger LOG = Logger.getLogger(Settlement.class.getName());

    /** The time that failures wait for those of other jobs of their message. */
    static final Duration GATHERING = Duration.ofSeconds(10);

    private static final Duration LEAST_PUT_OFF = Duration.ofSeconds(5);
    private static final Duration SHORT_PUT_OFF = Duration.ofSeconds(10);
    private static final Duration LONG_PUT_OFF = Duration.ofMinutes(5);

    private static final int HAND_OVER_TRIES = 3;
    /** Class 22 of the SQL standard: the data is wrong. */
    private static final String DATA_EXCEPTION = "22";

    private static final Body LEFT_OUT =
            Body.of("(The message is left out: the server has ended while it wrote this.)\n");

    private final DeferredStore store;
    private final DatabaseSync durability;
    private final JmsSender outbox;
    private final QmailQueue queue;
    private final ControlFiles controlFiles;
    private final SendLogger logs;
    private final DeliveryHistory history;
    private final AttemptMarks marks;
    private final Notices notices;

    /** From 0 to 1. */
    DoubleSupplier chance = () -> ThreadLocalRandom.current().nextDouble();

    /** For the container's proxies. */
    protected Settlement() {
        this(null, null, null, null, null, null, null, null);
    }

    @Inject
    public Settlement(
            DeferredStore store,
            DatabaseSync durability,
            JmsSender outbox,
            QmailQueue queue,
            ControlFiles controlFiles,
            SendLogger logs,
            DeliveryHistory history,
            AttemptMarks marks) {
        this.store = store;
        this.durability = durability;
        this.outbox = outbox;
        this.queue = queue;
        this.controlFiles = controlFiles;
        this.logs = logs;
        this.history = history;
        this.marks = marks;
        this.notices = new Notices(queue, controlFiles);
    }

    /** After {@code queuelifetime} a deferral is a failure (SCH-3). */
    List<DeliveryReport> finalIfDying(Job job, List<DeliveryReport> reports, Instant now) {
        if (!RetrySchedule.isDying(job.arrival(), now, controlFiles.current().queuelifetime())) {
            return reports;
        }
        return reports.stream().map(report -> report.ended(Ending.TOO_LONG)).toList();
    }

    /** The first attempt at a job that only the broker holds. */
    void settleFirst(Job job, List<DeliveryReport> reports, Instant now) {
        notices.succeeded(job, reports);
        if (isNoAttempt(reports)) {
            handOverOrFail(job, reports, putOffUntil(job, now), 0);
        } else if (hasDeferral(reports)) {
            if (handOverOrFail(job, reports, nextAttempt(job, now), 1)) {
                tellDelay(job, reports, now);
                tell(job, reports, 1);
            }
        } else if (isGathered(job, reports)) {
            tell(job, reports, 1);
            handOverOrFail(job, reports, now.plus(GATHERING), 1);
        } else {
            finish(job, 1, reports, reports);
        }
    }

    /** Once for a job: all its recipients that wait are told of then. */
    private void tellDelay(Job job, List<DeliveryReport> reports, Instant now) {
        if (notices.delayed(job, reports, now)) {
            store.delayTold(job);
        }
    }

    /** @return whether the job waits in the database; false if that never keeps it, and all of the job is finished */
    private boolean handOverOrFail(Job job, List<DeliveryReport> reports, Instant nextAttempt, int attempts) {
        try {
            handOver(job, reports, nextAttempt, attempts);
            return true;
        } catch (NeverStoredException e) {
            LOG.log(Level.WARNING, e, () -> "job " + job.key() + " cannot wait for another attempt");
            List<DeliveryReport> failed = failed(job, reports);
            finish(job, attempts, failed, failed);
            return false;
        }
    }

    /** A job for which the database has no room cannot wait there, now or later. */
    private static List<DeliveryReport> failed(Job job, List<DeliveryReport> reports) {
        Ending why = DeferredStore.isFit(job) ? Ending.NOT_KEPT : Ending.UNFIT;
        return reports.stream().map(report -> report.ended(why)).toList();
    }

    private static boolean isGathered(Job job, List<DeliveryReport> reports) {
        return !job.isAlone()
                && DeferredStore.isFit(job)
                && !job.envelope().isDoubleBounce()
                && !Notices.bounced(job.envelope(), failures(reports)).isEmpty();
    }

    private static List<DeliveryReport> failures(List<DeliveryReport> reports) {
        return reports.stream()
                .filter(report -> report.outcome() == Outcome.FAILURE)
                .toList();
    }

    /** What rows say is on disk. */
    void syncRows() {
        durability.sync();
    }

    /** The destination is busy: a job that only the broker holds waits in the database without an attempt. */
    void putOff(Job job, Instant until) {
        List<DeliveryReport> reports = job.envelope().recipients().stream()
                .map(recipient -> DeliveryReport.of(recipient, Reason.NOT_TRIED))
                .toList();
        handOverOrFail(job, reports, until, 0);
    }

    /** Two jobs of a message may both try to write its body: the second one finds it when it tries again. */
    private void handOver(Job job, List<DeliveryReport> reports, Instant nextAttempt, int attempts) {
        if (!DeferredStore.isFit(job)) {
            throw new NeverStoredException(Ending.UNFIT.line(), null);
        }
        for (int tries = 1; ; tries++) {
            try {
                store.handOver(job, reports, nextAttempt, attempts);
                durability.sync();
                return;
            } catch (RuntimeException e) {
                if (isAboutTheData(e)) {
                    throw new NeverStoredException(Ending.NOT_KEPT.line(), e);
                }
                if (tries == HAND_OVER_TRIES || store.has(job.id(), job.number())) {
                    throw new QueueException("job " + job.key() + " is not handed over to the database", e);
                }
            }
        }
    }

    /** Such as a text that is too long for its column: it will be so each time. */
    private static boolean isAboutTheData(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith(DATA_EXCEPTION)) {
                return true;
            }
        }
        return false;
    }

    /** An attempt at a job that its row owns. */
    void settleRetry(DeferredStore.Claim claim, List<DeliveryReport> reports, Instant now) {
        Job job = claim.pending();
        notices.succeeded(job, reports);
        if (isNoAttempt(reports)) {
            store.putOff(job, reports, putOffUntil(job, now));
            return;
        }
        if (hasDeferral(reports)) {
            if (!claim.delayTold()) {
                tellDelay(job, reports, now);
            }
            store.record(job, reports, nextAttempt(job, now));
            durability.sync();
            tell(job, reports, claim.attempt());
            return;
        }
        List<DeliveryReport> all =
                Stream.concat(claim.settled().stream(), reports.stream()).toList();
        if (isGathered(job, all)) {
            if (reports.isEmpty()) {
                bounceGathered(job, claim.attempt() - 1, now);
            } else {
                tell(job, reports, claim.attempt());
                store.record(job, reports, now.plus(GATHERING));
                durability.sync();
            }
            return;
        }
        conclude(claim, reports, all, now);
    }

    private void conclude(
            DeferredStore.Claim claim, List<DeliveryReport> reports, List<DeliveryReport> all, Instant now) {
        Job job = claim.pending();
        if (!reports.isEmpty()) {
            store.recordLast(job, reports, now);
            durability.sync();
        }
        // a job that nobody concluded may have told nothing of its last attempt
        List<DeliveryReport> told = reports.isEmpty() ? claim.settled() : reports;
        finish(job, claim.attempt(), told, all);
        store.delete(job);
    }

    /** Gathered failures must survive a crash before they are in a bounce: a repetition must have the same under the same id. */
    private void bounceGathered(Job job, int attempts, Instant now) {
        Optional<DeferredStore.Failures> gathered = store.gather(job, now);
        if (gathered.isEmpty()) {
            return;
        }
        durability.sync();
        DeferredStore.Failures failures = gathered.get();
        Envelope original = job.envelope().notifying(failures.notifies());
        bounce(job, original, failures.jobs(), attempts, List.of(), failures.reports());
        failures.jobs().forEach(number -> logs.jobEnded(job));
        store.delete(job, failures.jobs());
    }

    /**
     * The job goes to {@code qmail.dead} as it is, for an administrator, who may send it to its queue again.
     *
     * @param since names the case, so that a repetition after a crash puts it there once
     */
    void putAsideFirst(Job job, String reason, Instant since) {
        putAside(job, reason, since, 1);
        logs.jobEnded(job);
    }

    /** The same for a job that its row owns. Its recipients that have failed before are told to the sender. */
    void putAsideRetry(DeferredStore.Claim claim, String reason, Instant since) {
        Job job = claim.pending();
        putAside(job, reason, since, claim.attempt());
        finish(job, claim.attempt(), List.of(), claim.settled());
        store.delete(job);
    }

    /** Nobody keeps the job any more, since an administrator does not want it. */
    void deleted(Job job, List<DeliveryReport> reports, int attempts) {
        logs.jobEnded(job);
        tell(job, reports, attempts);
    }

    private void putAside(Job job, String reason, Instant since, int attempts) {
        LOG.log(Level.WARNING, "mail {0} goes to {1}: {2}", new Object[] {job.key(), Queues.DEAD, reason});
        outbox.send(List.of(QueuedMessage.dead(job, reason).named(job.key() + "/" + since.getEpochSecond())));
        tell(
                job,
                job.envelope().recipients().stream()
                        .map(recipient -> DeliveryReport.of(recipient, Reason.PUT_ASIDE, reason))
                        .toList(),
                attempts);
    }

    private static Instant nextAttempt(Job job, Instant now) {
        return RetrySchedule.nextAttempt(job.channel(), job.arrival(), now);
    }

    /** The applications of all recipients that are left had no room, so that nothing was tried. */
    private static boolean isNoAttempt(List<DeliveryReport> reports) {
        return !reports.isEmpty()
                && reports.stream()
                        .allMatch(report ->
                                report.outcome() == Outcome.DEFERRAL && report.reason() == Reason.APPLICATION_BUSY);
    }

    /**
     * Some seconds, more for a message that has waited for long. By chance, so that the mail of a busy application does not come all at once, of which
     * it would have room for little, and then none for a while.
     */
    private Instant putOffUntil(Job job, Instant now) {
        Duration age = Duration.between(job.arrival(), now).dividedBy(2);
        long most = Math.min(Math.max(age.toMillis(), SHORT_PUT_OFF.toMillis()), LONG_PUT_OFF.toMillis());
        return now.plus(LEAST_PUT_OFF).plusMillis((long) (chance.getAsDouble() * most));
    }

    private static boolean hasDeferral(List<DeliveryReport> reports) {
        return reports.stream().anyMatch(report -> report.outcome() == Outcome.DEFERRAL);
    }

    private void finish(Job job, int attempts, List<DeliveryReport> latest, List<DeliveryReport> all) {
        bounce(job, job.envelope(), List.of(job.number()), attempts, latest, failures(all));
        logs.jobEnded(job);
    }

    /**
     * Tells the latest outcomes, together with a bounce if the sender is to have one.
     *
     * @param original envelope with the wishes about all that failed
     * @param jobs the numbers of those that failed; they make the id, since a bounce that tells more must not pass for this one
     */
    private void bounce(
            Job job,
            Envelope original,
            List<Integer> jobs,
            int attempts,
            List<DeliveryReport> latest,
            List<DeliveryReport> failures) {
        List<DeliveryReport> bounced = Notices.bounced(original, failures);
        Controls controls = controlFiles.current();
        Optional<String> recipient = bounceRecipient(job, original, bounced, controls);
        if (recipient.isEmpty()) {
            tell(job, latest, attempts);
            return;
        }
        String numbers = jobs.stream().map(String::valueOf).collect(Collectors.joining("+"));
        QueueId id = job.id().derived("bounce/" + numbers);
        SpooledBody body = JobMessages.newBody();
        try {
            InboundMessage bounce =
                    new BounceMessage(original, bounced, shown(job), controls, id, Clock.systemUTC()).inbound(body);
            List<QueuedMessage> told = events(job, latest, attempts);
            told.add(MailEvent.bounced(job, recipient.get(), attempts, id).outgoing());
            queue.accept(bounce, told);
            history.bounced(job.id(), id);
            logs.bounced(job, id);
        } catch (NeverStoredException e) {
            LOG.log(Level.WARNING, e, () -> "the bounce of job " + job.key() + " can never be stored: there is none");
        } catch (IOException e) {
            throw new UncheckedIOException("the bounce of job " + job.key() + " cannot be written", e);
        } finally {
            discard(body);
        }
    }

    /** Empty if nobody is told. */
    private Optional<String> bounceRecipient(
            Job job, Envelope original, List<DeliveryReport> bounced, Controls controls) {
        if (bounced.isEmpty()) {
            return Optional.empty();
        }
        Optional<Envelope> envelope = BounceMessage.envelope(original, controls);
        if (envelope.isEmpty()) {
            logs.tripleBounce(job);
        }
        return envelope.map(bounce -> bounce.recipients().get(0));
    }

    /** A message that has ended the server, perhaps here, must not end it again. */
    private Body shown(Job job) {
        return marks.deaths(job.id(), job.number()) < AttemptMarks.SUSPICIOUS ? job.body() : LEFT_OUT;
    }

    private static void discard(SpooledBody body) {
        try {
            body.discard();
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary file cannot be deleted", e);
        }
    }

    /**
     * Outcomes as events, and for the history.
     *
     * @param attempts how many there have been, this one included
     */
    void tell(Job job, List<DeliveryReport> reports, int attempts) {
        try {
            outbox.send(events(job, reports, attempts));
        } catch (NeverStoredException e) {
            LOG.log(Level.WARNING, e, () -> "the broker can never keep the events of job " + job.key());
        }
    }

    /** The same of a job that nobody keeps, and to its sender. */
    void tellOfDirect(Job job, List<DeliveryReport> reports) {
        notices.succeeded(job, reports);
        tell(job, reports, 1);
    }

    private List<QueuedMessage> events(Job job, List<DeliveryReport> reports, int attempts) {
        List<QueuedMessage> unit = new ArrayList<>();
        Rewriting rewriting = new Rewriting(controlFiles.current());
        for (DeliveryReport report : reports) {
            DeliveryReport shown = report.to(rewriting.display(job.channel(), report.recipient()));
            unit.add(MailEvent.tried(job, attempts, shown).outgoing());
            history.add(job, report.recipient(), shown, attempts);
        }
        return unit;
    }
}
