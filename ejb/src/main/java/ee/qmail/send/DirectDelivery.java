package ee.qmail.send;

import ee.qmail.contract.InboundMessage;
import ee.qmail.control.ControlFiles;
import ee.qmail.deferred.EarlierAttempts;
import ee.qmail.jms.Job;
import ee.qmail.message.DeliveryReport;
import ee.qmail.queue.JobFactory;
import ee.qmail.routing.Rewriting;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The way of a message whose SMTP client waits for an application: one attempt, without the queue. In no case does anything of it stay
 * here: the client still has the message, unless the application has taken it.
 */
@ApplicationScoped
public class DirectDelivery {
    private static final Logger LOG = Logger.getLogger(DirectDelivery.class.getName());

    private final ControlFiles controlFiles;
    private final SendLogger logs;
    private final Settlement settlement;

    /** For the container's proxies. */
    protected DirectDelivery() {
        this(null, null, null);
    }

    @Inject
    public DirectDelivery(ControlFiles controlFiles, SendLogger logs, Settlement settlement) {
        this.controlFiles = controlFiles;
        this.logs = logs;
        this.settlement = settlement;
    }

    /** @param message with one recipient */
    public DeliveryReport deliver(InboundMessage message, Deliverer deliverer) {
        Job job = JobFactory.of(message, new Rewriting(controlFiles.current())).get(0);
        logs.newMessage(job.id(), job.body().size(), job.envelope().sender(), 1);
        List<Long> numbers = logs.starting(job);
        // nobody has tried it before: an earlier try was under another id
        List<DeliveryReport> reports = deliverer.deliver(job, EarlierAttempts.NONE);
        logs.ended(job, numbers, reports);
        try {
            settlement.tellOfDirect(job, reports);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "what became of message " + job.id() + " is not told", e);
        }
        logs.jobEnded(job);
        return reports.get(0);
    }
}
