package ee.qmail.send;

import ee.qmail.bounce.BounceMessage;
import ee.qmail.bounce.ReportKind;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.jms.Job;
import ee.qmail.jms.JobMessages;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.message.SpooledBody;
import ee.qmail.queue.QmailQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * The notifications of success and delay that senders have asked for (RFC 3461). Each is stored before the outcome that it tells, under an id made of the job and of
 * the recipients it is about, so that a repetition stores nothing twice.
 */
final class Notices {
    private static final Logger LOG = Logger.getLogger(Notices.class.getName());
    /** Somebody else tells of the success, or of the failure that may still come. */
    private static final Set<Reason> TOLD_BY_OTHERS = EnumSet.of(Reason.ACCEPTED_WITH_DSN, Reason.FORWARDED);

    private final QmailQueue queue;
    private final ControlFiles controlFiles;

    Notices(QmailQueue queue, ControlFiles controlFiles) {
        this.queue = queue;
        this.controlFiles = controlFiles;
    }

    /** Tells of those recipients that have got the mail now. */
    void succeeded(Job job, List<DeliveryReport> reports) {
        send(
                ReportKind.SUCCEEDED,
                job,
                wanted(
                        job,
                        Notify.Condition.SUCCESS,
                        reports,
                        report -> report.outcome() == Outcome.SUCCESS && !TOLD_BY_OTHERS.contains(report.reason())));
    }

    /**
     * Tells of those recipients that still wait, if they have waited for {@code control/delaynotice}.
     *
     * @return whether there was something to tell
     */
    boolean delayed(Job job, List<DeliveryReport> reports, Instant now) {
        List<DeliveryReport> waiting =
                wanted(job, Notify.Condition.DELAY, reports, report -> report.outcome() == Outcome.DEFERRAL);
        Duration patience =
                waiting.isEmpty() ? Duration.ZERO : controlFiles.current().delaynotice();
        if (patience.isZero() || now.isBefore(job.arrival().plus(patience))) {
            return false;
        }
        send(ReportKind.DELAYED, job, waiting);
        return true;
    }

    private static List<DeliveryReport> wanted(
            Job job, Notify.Condition condition, List<DeliveryReport> reports, Predicate<DeliveryReport> about) {
        Envelope envelope = job.envelope();
        if (envelope.notifies().isEmpty() || !BounceMessage.hasSender(envelope)) {
            return List.of();
        }
        return reports.stream()
                .filter(about)
                .filter(report -> envelope.notifyOf(report.recipient()).wants(condition))
                .toList();
    }

    /** The failures of which the sender is to be told. Of one of a bounce it is not the sender who is told, but the postmaster, as ever. */
    static List<DeliveryReport> bounced(Envelope envelope, List<DeliveryReport> failures) {
        if (envelope.notifies().isEmpty() || envelope.isBounce() || envelope.isDoubleBounce()) {
            return failures;
        }
        return failures.stream()
                .filter(report -> envelope.notifyOf(report.recipient()).wants(Notify.Condition.FAILURE))
                .toList();
    }

    private void send(ReportKind kind, Job job, List<DeliveryReport> reports) {
        if (reports.isEmpty()) {
            return;
        }
        String recipients = reports.stream().map(DeliveryReport::recipient).collect(Collectors.joining("\n"));
        QueueId id = job.id().derived(kind + "/" + job.number() + "/" + recipients);
        SpooledBody body = JobMessages.newBody();
        try (Discarding ignored = body::discard) {
            Controls controls = controlFiles.current();
            Instant until = job.arrival().plus(controls.queuelifetime());
            queue.accept(
                    new BounceMessage(kind, job.envelope(), reports, job.body(), controls, id, Clock.systemUTC(), until)
                            .inbound(body));
        } catch (NeverStoredException e) {
            LOG.log(Level.WARNING, e, () -> "a notification about job " + job.key() + " can never be stored");
        } catch (IOException e) {
            throw new UncheckedIOException("a notification about job " + job.key() + " cannot be written", e);
        }
    }

    /** A body that is done with at the end. */
    @FunctionalInterface
    private interface Discarding extends AutoCloseable {
        @Override
        void close() throws IOException;
    }
}
