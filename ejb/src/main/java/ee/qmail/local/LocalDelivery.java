package ee.qmail.local;

import ee.qmail.control.ControlFiles;
import ee.qmail.inbound.InboundMessage;
import ee.qmail.mail.Body;
import ee.qmail.mail.Envelope;
import ee.qmail.maildir.Attempt;
import ee.qmail.maildir.DeliveryName;
import ee.qmail.maildir.EarlierDeliveries;
import ee.qmail.maildir.Maildir;
import ee.qmail.maildir.PendingSyncs;
import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Job;
import ee.qmail.queue.JobMessages;
import ee.qmail.queue.Outbox;
import ee.qmail.queue.Outgoing;
import ee.qmail.queue.QmailQueue;
import ee.qmail.queue.QueueId;
import ee.qmail.send.Deliverer;
import ee.qmail.send.EarlierAttempts;
import ee.qmail.users.LocalUser;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** qmail-local: into a Maildir, on to other addresses, or to an application's queue. */
@ApplicationScoped
public class LocalDelivery {
    private static final Logger LOG = Logger.getLogger(LocalDelivery.class.getName());
    private static final String JMS_QUEUE = "jms:queue:";
    private static final String JMS_TOPIC = "jms:topic:";

    @Inject
    LocalUsers users;

    @Inject
    ControlFiles controlFiles;

    @Inject
    QmailQueue queue;

    @Inject
    Outbox outbox;

    private final EarlierDeliveries beforeTheStart = new EarlierDeliveries();

    /** For a few jobs, by one thread. */
    public Deliverer deliverer() {
        return new Batch();
    }

    private final class Batch implements Deliverer {
        private final PendingSyncs syncs = new PendingSyncs();

        @Override
        public List<DeliveryReport> deliver(Job job, EarlierAttempts earlier) {
            List<String> deliveredTo = DeliveredTo.in(job.body());
            List<DeliveryReport> reports = new ArrayList<>();
            for (String recipient : job.envelope().recipients()) {
                reports.add(LocalDelivery.this.deliver(job, recipient, deliveredTo, earlier, syncs));
            }
            return reports;
        }

        @Override
        public void sync() throws IOException {
            syncs.sync();
        }
    }

    private DeliveryReport deliver(
            Job job, String recipient, List<String> deliveredTo, EarlierAttempts earlier, PendingSyncs syncs) {
        try {
            Optional<LocalUser> user = users.find(recipient);
            if (user.isEmpty()) {
                return DeliveryReport.failure(recipient, "Sorry, no mailbox here by that name. (#5.1.1)");
            }
            String line = DeliveredTo.line(user.get().address());
            if (deliveredTo.contains(line)) {
                return DeliveryReport.failure(
                        recipient, "This message is looping: it already has my Delivered-To line. (#5.4.6)");
            }
            if (user.get() instanceof LocalUser.MailboxUser mailbox) {
                return toMaildir(job, recipient, mailbox, line, earlier, syncs);
            }
            return toTargets(job, recipient, (LocalUser.AliasUser) user.get(), line);
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "delivery of " + job.key() + " to " + recipient + " is deferred");
            return DeliveryReport.deferral(recipient, "Temporary error on maildir delivery. (#4.3.0)");
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "delivery of " + job.key() + " to " + recipient + " is deferred");
            return DeliveryReport.deferral(recipient, "Unexpected trouble on local delivery. (#4.3.0)");
        }
    }

    private DeliveryReport toMaildir(
            Job job,
            String recipient,
            LocalUser.MailboxUser mailbox,
            String deliveredTo,
            EarlierAttempts earlier,
            PendingSyncs syncs)
            throws IOException {
        String head = DeliveredTo.returnPath(job.envelope().sender()) + deliveredTo;
        DeliveryName name = DeliveryName.of(
                job.arrival(),
                job.id(),
                mailbox.address(),
                controlFiles.current().me());
        Maildir maildir = new Maildir(mailbox.maildir());
        Attempt attempt = mayBeThere(maildir, name, earlier) ? Attempt.REPEATED : Attempt.FIRST;
        maildir.deliver(name, head.getBytes(StandardCharsets.UTF_8), job.body(), job.wireSize(), attempt, syncs);
        return DeliveryReport.success(recipient, "did 1+0+0");
    }

    private boolean mayBeThere(Maildir maildir, DeliveryName name, EarlierAttempts earlier) throws IOException {
        return switch (earlier) {
            case NONE -> false;
            case BEFORE_THE_START -> beforeTheStart.mayHold(maildir, name);
            case POSSIBLE -> true;
        };
    }

    private DeliveryReport toTargets(Job job, String recipient, LocalUser.AliasUser alias, String deliveredTo)
            throws IOException {
        List<String> forwards = new ArrayList<>();
        List<Outgoing> copies = new ArrayList<>();
        for (String target : alias.targets()) {
            if (target.startsWith(JMS_QUEUE)) {
                copies.add(copy(job, alias.address(), target.substring(JMS_QUEUE.length()), false));
            } else if (target.startsWith(JMS_TOPIC)) {
                copies.add(copy(job, alias.address(), target.substring(JMS_TOPIC.length()), true));
            } else {
                forwards.add(target);
            }
        }
        outbox.send(copies);
        if (forwards.isEmpty()) {
            return DeliveryReport.success(recipient, "did 0+0+" + copies.size());
        }
        QueueId id = forward(job, alias.address(), forwards, deliveredTo);
        return DeliveryReport.success(recipient, "did 0+" + forwards.size() + "+" + copies.size() + "\nqp " + id);
    }

    /** One message for all forwards (DQ-6), with nothing but Delivered-To added (DQ-10). */
    private QueueId forward(Job job, String address, List<String> targets, String deliveredTo) {
        QueueId id = job.id().derived("forward/" + address);
        Body body = new PrefixedBody(deliveredTo.getBytes(StandardCharsets.UTF_8), job.body());
        long wireSize = job.wireSize() + deliveredTo.length() + 1;
        Envelope envelope = new Envelope(job.envelope().sender(), targets);
        queue.accept(new InboundMessage(id, envelope, body, wireSize, job.arrival()));
        return id;
    }

    private static Outgoing copy(Job job, String address, String destination, boolean topic) {
        if (destination.startsWith("qmail.")) {
            throw new IllegalArgumentException(
                    "alias " + address + " leads to " + destination + ": queues named qmail.* are this server's own");
        }
        Map<String, Object> properties = Map.of(
                JobMessages.ID, job.id().value(),
                JobMessages.SENDER, job.envelope().sender(),
                JobMessages.RECIPIENTS, address,
                JobMessages.ARRIVAL, job.arrival().toEpochMilli(),
                JobMessages.SIZE, job.body().size());
        return Outgoing.octets(destination, topic, job.id() + "/" + address, properties, job.body());
    }
}
