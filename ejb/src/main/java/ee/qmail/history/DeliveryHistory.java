package ee.qmail.history;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Refusal;
import ee.qmail.control.Controls;
import ee.qmail.history.facts.Fact;
import ee.qmail.history.facts.MessageFields;
import ee.qmail.history.facts.RefusalSampler;
import ee.qmail.jms.Job;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.QueueId;
import ee.qmail.routing.Rewriting;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Told of everything that happens to mail, by those who do it: it remembers the latest outcomes for the start page, and keeps all facts until they are
 * taken to the file, which is several times a second. Nobody waits here. Safe for use by several threads.
 */
@ApplicationScoped
public class DeliveryHistory {
    private static final int REMEMBERED = 200;
    /** Facts that may wait for the file; more are lost, since history must not hold up mail. */
    static final int MOST_UNTAKEN = 50_000;
    /** Recipients in one fact. */
    static final int RECIPIENTS_AT_ONCE = 500;

    private final Deque<RecentDelivery> recent = new ArrayDeque<>();
    private final RefusalSampler refusals = new RefusalSampler();
    private List<Fact> untaken = new ArrayList<>();
    private long lost;

    /**
     * Prepares what is to be {@link #tell told} when the message is in the queue, while its text can be read.
     *
     * @param jobs of the message
     * @param again whether it may be in the queue already
     */
    public List<Fact> acceptance(InboundMessage message, List<Job> jobs, Rewriting rewriting, boolean again) {
        Controls controls = rewriting.controls();
        MessageFields fields = MessageFields.of(message.body(), controls.isSubjectKept());
        List<Fact> facts = new ArrayList<>(1);
        List<Fact.Recipient> recipients = new ArrayList<>(1);
        for (Job job : jobs) {
            for (String inJob : job.envelope().recipients()) {
                String shown = rewriting.display(job.channel(), inJob);
                recipients.add(new Fact.Recipient(QueueId.next().value(), inJob, shown));
                if (recipients.size() == RECIPIENTS_AT_ONCE) {
                    facts.add(accepted(message, fields, recipients, again));
                    recipients = new ArrayList<>();
                }
            }
        }
        if (!recipients.isEmpty()) {
            facts.add(accepted(message, fields, recipients, again));
        }
        return facts;
    }

    private static Fact accepted(
            InboundMessage message, MessageFields fields, List<Fact.Recipient> recipients, boolean again) {
        return new Fact.Accepted(
                recipients.get(0).id(),
                message.id().value(),
                again,
                message.envelope().sender(),
                message.envelope().attributes(),
                message.body().size(),
                fields.messageId(),
                fields.subject(),
                recipients);
    }

    public synchronized void tell(List<Fact> facts) {
        for (Fact fact : facts) {
            add(fact);
        }
    }

    private void add(Fact fact) {
        if (untaken.size() < MOST_UNTAKEN) {
            untaken.add(fact);
        } else {
            lost++;
        }
    }

    /**
     * An attempt.
     *
     * @param inJob the address as the job has it
     * @param report on the recipient as the sender knows the address
     * @param attempts how many there have been, this one included
     */
    public synchronized void add(Job job, String inJob, DeliveryReport report, int attempts) {
        long id = QueueId.next().value();
        recent.addFirst(
                new RecentDelivery(Instant.now(), job.id(), job.envelope().sender(), report));
        if (recent.size() > REMEMBERED) {
            recent.removeLast();
        }
        add(new Fact.Tried(
                id,
                job.id().value(),
                job.envelope().sender(),
                job.envelope().attributes(),
                job.body().size(),
                inJob,
                attempts,
                report));
        Did did = report.did();
        if (did != null && did.forwarded() != null) {
            add(new Fact.Followed(
                    QueueId.next().value(), job.id().value(), did.forwarded().value(), Fact.Kind.FORWARD));
        }
    }

    /** A bounce tells the sender of a message that failed. */
    public synchronized void bounced(QueueId message, QueueId bounce) {
        add(new Fact.Followed(QueueId.next().value(), message.value(), bounce.value(), Fact.Kind.BOUNCE));
    }

    /** Mail was not taken. Of very many refusals some are only counted. */
    public void refused(Refusal refusal) {
        tell(refusals.refused(refusal));
    }

    /** A minute is over: the refusals that were only counted are told. */
    void nextMinute() {
        tell(refusals.nextMinute());
    }

    /** Newest first. */
    public synchronized List<RecentDelivery> recent(int max) {
        return recent.stream().limit(max).toList();
    }

    /** Fills an empty history after a start. */
    synchronized void restore(List<RecentDelivery> newestFirst) {
        newestFirst.forEach(recent::addLast);
    }

    /** Takes all facts that are not in the file yet, oldest first. */
    synchronized List<Fact> takeFacts() {
        List<Fact> taken = untaken;
        untaken = new ArrayList<>();
        return taken;
    }

    /** The file has not taken so many. */
    synchronized void lose(long facts) {
        lost += facts;
    }

    /** Facts that are lost since the start. */
    synchronized long lost() {
        return lost;
    }
}
