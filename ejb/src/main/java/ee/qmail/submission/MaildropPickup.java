package ee.qmail.submission;

import ee.qmail.address.AddressRules;
import ee.qmail.attempts.AttemptMarks;
import ee.qmail.bounce.BounceMessage;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.entity.TlsRequiredField;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.JobMessages;
import ee.qmail.loop.Loop;
import ee.qmail.maildir.WireSize;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.message.SpooledBody;
import ee.qmail.pickup.PickupDirectory;
import ee.qmail.queue.QmailQueue;
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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes into the queue the messages that bin/qmail-inject and bin/sendmail have left in the maildrop, while the server runs and before it
 * ran. A file goes when its message is stored; after a crash in between, its queue id, made from its name, was used before and queues nothing.
 */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MaildropPickup {
    private static final Logger LOG = Logger.getLogger(MaildropPickup.class.getName());
    private static final long PAUSE_MILLIS = 1_000;
    /** For each message: the broker takes its time. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    QmailHome home;

    @Inject
    ControlFiles controlFiles;

    @Inject
    QmailQueue queue;

    @Inject
    AttemptMarks marks;

    private PickupDirectory maildrop;
    private Loop loop;
    private Future<?> looks;

    @PostConstruct
    void start() {
        maildrop = new PickupDirectory(home.maildrop());
        loop = Loop.named(
                "maildrop", PATIENCE, () -> pickUp(maildrop, queue, marks, controlFiles::current, loop::goesOn));
        looks = executor.scheduleWithFixedDelay(loop, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * One that cannot be taken does not stop the others.
     *
     * @param goesOn is run before each
     */
    static void pickUp(
            PickupDirectory maildrop,
            QmailQueue queue,
            AttemptMarks marks,
            Supplier<Controls> controls,
            Runnable goesOn)
            throws IOException {
        for (Path file : maildrop.waiting()) {
            goesOn.run();
            try {
                pickUp(file, maildrop, queue, marks, controls);
            } catch (IOException | RuntimeException | Error e) {
                LOG.log(Level.WARNING, e, () -> "maildrop " + file + " stays where it is for now");
            }
        }
    }

    private static void pickUp(
            Path file, PickupDirectory maildrop, QmailQueue queue, AttemptMarks marks, Supplier<Controls> controls)
            throws IOException {
        QueueId id = QueueId.named("maildrop/" + file.getFileName());
        int deaths = marks.deaths(id, 0);
        if (deaths >= AttemptMarks.SUSPICIOUS) {
            setAside(
                    file,
                    maildrop,
                    "maildrop " + file + ": the server has ended " + deaths + " times while it took it");
            marks.survived(id, 0);
            return;
        }
        try (AttemptMarks.Mark ignored = marks.begin(id, 0)) {
            take(file, maildrop, queue, controls);
        } catch (IllegalArgumentException | NeverStoredException e) {
            setAside(file, maildrop, e.getMessage());
        }
        marks.survived(id, 0);
    }

    private static void setAside(Path file, PickupDirectory maildrop, String why) throws IOException {
        LOG.log(Level.WARNING, "{0}; it is now {1}", new Object[] {why, maildrop.setAside(file)});
    }

    /** @throws IllegalArgumentException if it is no message that was left for us, or has no sender who could be told */
    private static void take(Path file, PickupDirectory maildrop, QmailQueue queue, Supplier<Controls> controls)
            throws IOException {
        try (PickupDirectory.Dropped message = maildrop.open(file)) {
            AddressRules.ofSender(message.envelope().sender()).ifPresent(problem -> {
                throw new IllegalArgumentException("maildrop " + file + ": sender: " + problem.text());
            });
            take(message, queue, controls);
            maildrop.done(message);
        }
    }

    /** The sender is told whom the message cannot go to; the others get it. */
    private static void take(PickupDirectory.Dropped message, QmailQueue queue, Supplier<Controls> controls)
            throws IOException {
        QueueId id = QueueId.named("maildrop/" + message.name());
        List<String> recipients = new ArrayList<>();
        List<DeliveryReport> refused = new ArrayList<>();
        for (String recipient : message.envelope().recipients()) {
            AddressRules.ofRecipient(recipient)
                    .ifPresentOrElse(
                            problem -> refused(problem, message.envelope(), recipient, refused),
                            () -> recipients.add(recipient));
        }
        Envelope envelope = message.envelope().to(recipients);
        Body body = message.body();
        if (!recipients.isEmpty()) {
            Envelope tagged = TlsRequiredField.tag(envelope, body);
            queue.accept(new InboundMessage(id, tagged, body, WireSize.of(body), message.arrival()));
        }
        if (!refused.isEmpty() && !envelope.isDoubleBounce()) {
            bounce(envelope, refused, body, id.derived("refused"), queue, controls.get());
        }
    }

    private static void refused(
            AddressRules.Problem problem, Envelope envelope, String recipient, List<DeliveryReport> refused) {
        boolean told = envelope.isBounce() || envelope.notifyOf(recipient).wants(Notify.Condition.FAILURE);
        LOG.log(Level.WARNING, "maildrop: {0}: its mail is {1}", new Object[] {
            problem.text(), told ? "bounced" : "dropped, as its sender wants to know nothing of failures"
        });
        if (told) {
            refused.add(DeliveryReport.of(problem.shown(), Reason.BAD_ADDRESS, problem.wanted()));
        }
    }

    private static void bounce(
            Envelope envelope, List<DeliveryReport> refused, Body body, QueueId id, QmailQueue queue, Controls controls)
            throws IOException {
        SpooledBody spool = JobMessages.newBody();
        try {
            queue.accept(new BounceMessage(envelope, refused, body, controls, id, Clock.systemUTC()).inbound(spool));
        } finally {
            spool.discard();
        }
    }

    @PreDestroy
    void stop() {
        loop.close();
        looks.cancel(false);
    }
}
