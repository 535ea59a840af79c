package ee.qmail.rar.application;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.attempts.ExitCall;
import ee.qmail.attempts.WorkNotes;
import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer.Door;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * All calls into beans of applications: each on a thread of its own, as many as {@link BeanGate} lets in, and nobody waits longer than the
 * bean's time. Safe for use by several threads.
 */
final class BeanCalls {
    /** The time that a commit may take after the bean's time is over. */
    private static final long COMMIT_SECONDS = 30;

    /** A call that never returns is told of again, if more mail comes for its application. */
    static final long REMIND_NANOS = Duration.ofHours(1).toNanos();

    /** A mail is given to a bean once at a time, however often it comes. */
    private record Work(Object bean, String key) {}

    private final BeanGate gate;
    private final Executor threads;
    private final LongSupplier nanos;
    private final BeanLog log;
    private final WorkNotes notes;
    private final BeanTrials trials;
    private final Map<Work, BeanCall> running = new ConcurrentHashMap<>();

    BeanCalls(BeanGate gate, Executor threads, LongSupplier nanos, BeanLog log, WorkNotes notes, BeanTrials trials) {
        this.gate = gate;
        this.threads = threads;
        this.nanos = nanos;
        this.log = log;
        this.notes = notes;
        this.trials = trials;
    }

    DeliveryReport deliver(MailBean bean, BeanMail mail, Door door) {
        DeliveryReport report = deliverIfThereIsRoom(bean, mail, door);
        bean.counts().settled(report);
        return report;
    }

    private DeliveryReport deliverIfThereIsRoom(MailBean bean, BeanMail mail, Door door) {
        remindOfHanging(bean);
        if (door == Door.SMTP && trials.isLeftAlone(bean)) {
            return DeliveryReport.of(mail.recipient(), Reason.APPLICATION_LEFT_ALONE);
        }
        Work work = new Work(bean.gated().bean(), mail.key());
        BeanCall call = new BeanCall(bean, mail, door, nanos);
        if (running.putIfAbsent(work, call) != null) {
            return DeliveryReport.of(mail.recipient(), Reason.APPLICATION_BUSY);
        }
        Optional<BeanGate.Place> place = Optional.empty();
        try {
            place = gate.enter(door, bean.gated());
        } finally {
            if (place.isEmpty()) {
                running.remove(work);
            }
        }
        return place.isEmpty()
                ? DeliveryReport.of(mail.recipient(), Reason.APPLICATION_BUSY)
                : deliver(call, work, place.get());
    }

    private DeliveryReport deliver(BeanCall call, Work work, BeanGate.Place place) {
        try {
            threads.execute(() -> run(call, work, place));
        } catch (RuntimeException | Error e) {
            end(work, place);
            failed(call, e);
            return DeliveryReport.of(call.mail().recipient(), Reason.APPLICATION_FAILED);
        }
        try {
            return await(call);
        } finally {
            place.giveUp();
        }
    }

    private void run(BeanCall call, Work work, BeanGate.Place place) {
        if (call.isLeft()) {
            end(work, place); // the server had no thread before: the bean need not begin
            return;
        }
        BeanCall.Result result = null;
        Throwable failure = null;
        call.bean().counts().began();
        try (AttemptMarks.Mark ignoredNote = notes.begin(
                        "mail " + call.mail().key() + ", in " + call.bean().name());
                AttemptMarks.Mark ignoredMark = trials.begin(call)) {
            result = call.run();
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            call.bean().counts().returned();
            end(work, place);
            if (result == null) {
                result = new BeanCall.Result(
                        DeliveryReport.of(call.mail().recipient(), Reason.APPLICATION_FAILED), failure);
            }
            if (!call.end(result)) {
                log.endedLate(call, result.report());
            }
        }
    }

    private void end(Work work, BeanGate.Place place) {
        running.remove(work);
        place.end();
    }

    private DeliveryReport await(BeanCall call) {
        try {
            return reported(call, call.await(call.bean().timeout()));
        } catch (TimeoutException e) {
            return call.leave() ? tooSlow(call) : awaitCommit(call);
        } catch (InterruptedException e) {
            DeliveryReport report = call.leave() ? stopping(call) : awaitCommit(call);
            Thread.currentThread().interrupt();
            return report;
        }
    }

    /** The log may be closed by now: of a bean that has ended the server {@link #notes} tell the next start. */
    private DeliveryReport stopping(BeanCall call) {
        return ExitCall.isIn(call.stack())
                ? endedServer(call)
                : DeliveryReport.of(call.mail().recipient(), Reason.STOPPING);
    }

    private DeliveryReport endedServer(BeanCall call) {
        trials.blame(call);
        return DeliveryReport.of(call.mail().recipient(), Reason.APPLICATION_ENDED_SERVER);
    }

    private DeliveryReport awaitCommit(BeanCall call) {
        try {
            return reported(call, call.await(COMMIT_SECONDS));
        } catch (TimeoutException e) {
            return call.leaveCommit() ? tooSlow(call) : awaitCommit(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return stopping(call);
        }
    }

    private DeliveryReport tooSlow(BeanCall call) {
        if (ExitCall.isIn(call.stack())) { // it waits for the end of the server, which waits for us
            return endedServer(call);
        }
        call.bean().counts().failed(log.slow(call));
        log.hanging(call, gate.share(call.door()));
        return DeliveryReport.of(
                call.mail().recipient(),
                Reason.APPLICATION_TOO_SLOW,
                call.bean().timeout() + " seconds (" + call.bean().name() + ")");
    }

    private DeliveryReport reported(BeanCall call, BeanCall.Result result) {
        if (result.failure() != null) {
            failed(call, result.failure());
        }
        return result.report();
    }

    private void failed(BeanCall call, Throwable failure) {
        call.bean().counts().failed(log.failure(call, failure));
        log.failed(call, failure);
    }

    /** The server stops, perhaps since a bean has asked for it: the thread that waits for that bean may not come to tell. */
    void close() {
        running.values().stream().filter(call -> ExitCall.isIn(call.stack())).forEach(trials::blame);
        trials.close();
    }

    private void remindOfHanging(MailBean bean) {
        for (BeanCall call : running.values()) {
            if (call.isLeft()
                    && call.bean().gated().application().equals(bean.gated().application())
                    && call.isToBeTold(REMIND_NANOS)) {
                log.hanging(call, gate.share(call.door()));
            }
        }
    }
}
