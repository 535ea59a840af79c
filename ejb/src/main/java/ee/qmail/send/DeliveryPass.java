package ee.qmail.send;

import ee.qmail.mail.SpooledBody;
import ee.qmail.queue.Channel;
import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Job;
import ee.qmail.queue.JobMessages;
import ee.qmail.queue.QueueException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One pass over a job, whether it comes from the broker with its text or as a ticket for a row: try, settle. The caller
 * acknowledges the JMS message when {@link #run} returns, and not when it throws.
 *
 * <p>Never in the caller's transaction: rows are committed on their own, so what follows from the attempt must be stored
 * before them and not together with the acknowledgement.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
public class DeliveryPass {
    private static final Logger LOG = Logger.getLogger(DeliveryPass.class.getName());
    private static final Duration PUT_OFF = Duration.ofSeconds(10);

    @Inject
    private DeferredStore store;

    @Inject
    private Settlement settlement;

    @Inject
    private Concurrency concurrency;

    @Inject
    private SendLogs logs;

    private final Clock clock = Clock.systemUTC();
    private final Instant started = clock.instant();

    public void run(Channel channel, Message message, Deliverer deliverer) {
        try {
            String domain = message.getStringProperty(JobMessages.DOMAIN);
            Optional<Concurrency.Slot> slot = concurrency.enter(channel, domain);
            if (slot.isEmpty()) {
                putOff(message);
                return;
            }
            try (Concurrency.Slot ignored = slot.get()) {
                if (JobMessages.isTicket(message)) {
                    retry(message, deliverer);
                } else {
                    first((BytesMessage) message, deliverer);
                }
            }
        } catch (JMSException e) {
            throw new QueueException("a message of channel " + channel + " cannot be read", e);
        }
    }

    private void putOff(Message message) throws JMSException {
        Instant until = clock.instant().plus(PUT_OFF);
        if (JobMessages.isTicket(message)) {
            store.postpone(JobMessages.ticket(message), until);
            return;
        }
        SpooledBody body = JobMessages.body((BytesMessage) message);
        try {
            Job job = JobMessages.job(message, body);
            if (!isHandedOver(job, message)) {
                settlement.putOff(job, until);
            }
        } finally {
            discard(body);
        }
    }

    private void first(BytesMessage message, Deliverer deliverer) throws JMSException {
        SpooledBody body = JobMessages.body(message);
        try {
            Job job = JobMessages.job(message, body);
            if (!isHandedOver(job, message)) {
                Instant start = clock.instant();
                List<DeliveryReport> reports = attempt(job, deliverer, mayBeRepeated(job, message), start);
                settlement.settleFirst(job, reports, start);
            }
        } finally {
            discard(body);
        }
    }

    /** Only a job that an earlier run of the server, or a failed pass, may have seen can have a row already. */
    private boolean isHandedOver(Job job, Message message) throws JMSException {
        return mayBeRepeated(job, message) && store.has(job.id(), job.number());
    }

    private boolean mayBeRepeated(Job job, Message message) throws JMSException {
        return message.getJMSRedelivered() || job.arrival().isBefore(started);
    }

    private void retry(Message message, Deliverer deliverer) throws JMSException {
        Instant start = clock.instant();
        Optional<DeferredStore.Claim> claimed = store.claim(JobMessages.ticket(message), start);
        if (claimed.isEmpty()) {
            return;
        }
        DeferredStore.Claim claim = claimed.get();
        try {
            Job job = claim.pending();
            List<DeliveryReport> reports =
                    job.envelope().recipients().isEmpty() ? List.of() : attempt(job, deliverer, true, start);
            settlement.settleRetry(claim, reports, start);
        } finally {
            discard(claim.body());
        }
    }

    /** Unknown trouble is a deferral. */
    private List<DeliveryReport> attempt(Job job, Deliverer deliverer, boolean repeated, Instant start) {
        List<Long> numbers = logs.starting(job);
        List<DeliveryReport> reports;
        try {
            reports = deliverer.deliver(job, repeated);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "delivery of job " + job.key() + " is deferred");
            reports = job.envelope().recipients().stream()
                    .map(recipient -> DeliveryReport.deferral(recipient, "Unexpected trouble. (#4.3.0)"))
                    .toList();
        }
        reports = settlement.finalIfDying(job, reports, start);
        logs.ended(job, numbers, reports);
        return reports;
    }

    private static void discard(SpooledBody body) {
        try {
            body.discard();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a temporary file stays behind", e);
        }
    }
}
