package ee.qmail.broker;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.attempts.ExitCall;
import ee.qmail.attempts.WorkNotes;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.message.QueueId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;

/**
 * Messages that beans of applications were working on when a process died, by the broker's ids, which last. Such a message may have been the
 * cause: it comes again alone, without another one under suspicion beside it; after the second death not at once; after the third it goes to the dead letters
 * (ADR 17). Others pass by. Safe for use by several threads.
 */
final class MessageTrials implements ActiveMQServerMessagePlugin, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MessageTrials.class.getName());
    /** So many processes died in a row while it was worked on, the last ones without anything else that was suspected. */
    private static final int DEADLY = 3;
    /** A bean that hangs holds up the others under suspicion no longer. */
    private static final long PATIENCE_SECONDS = 60;

    private final AttemptMarks marks;
    private final WorkNotes notes;
    private final InstantSource clock;
    private final Semaphore trial = new Semaphore(1);
    private final Map<Thread, QueueId> inWork = new ConcurrentHashMap<>();
    /** Waits for its time, or for {@link #look} to bury it. */
    private final Map<Held, MessageReference> held = new ConcurrentHashMap<>();

    /** A message of a topic has one id in all of its subscriptions, which are queues. */
    private record Held(long queue, long message) {
        static Held of(MessageReference message) {
            return new Held(message.getQueue().getID(), message.getMessageID());
        }
    }

    MessageTrials(AttemptMarks marks, WorkNotes notes, InstantSource clock) {
        this.marks = marks;
        this.notes = notes;
        this.clock = clock;
    }

    /** @param directory of the broker */
    static MessageTrials open(Path directory) {
        return new MessageTrials(
                AttemptMarks.open(directory.resolve("jms")),
                WorkNotes.open(
                        directory.resolve("jms/in-beans"),
                        note -> LOG.warning("the server ended while it worked on " + note)),
                Clock.systemUTC());
    }

    /** Tells whether the process before has left messages under suspicion: while this one lives, none come to them. */
    boolean areNeeded() {
        return !marks.isNothingSuspected();
    }

    /** Asked by the queue before it gives a message to a consumer. */
    @Override
    public boolean canAccept(ServerConsumer consumer, MessageReference message) {
        if (!areNeeded()) {
            return true;
        }
        QueueId id = new QueueId(message.getMessageID());
        if (marks.deaths(id, 0) < DEADLY
                && marks.heldBack(id, 0, clock.instant()).isEmpty()) {
            return true;
        }
        held.put(Held.of(message), message);
        return false;
    }

    /** To be called now and then: gives those whose time has come, and buries those that are deadly. */
    void look() {
        held.values().forEach(message -> {
            QueueId id = new QueueId(message.getMessageID());
            if (marks.deaths(id, 0) >= DEADLY) {
                bury(message, id);
            } else if (marks.heldBack(id, 0, clock.instant()).isEmpty()) {
                held.remove(Held.of(message));
                message.getQueue().resetAllIterators();
                message.getQueue().deliverAsync();
            }
        });
    }

    private void bury(MessageReference message, QueueId id) {
        Queue queue = message.getQueue();
        String reason = "the server has ended " + marks.deaths(id, 0)
                + " times while a bean of an application worked on this message";
        LOG.log(Level.WARNING, "message {0} of {1} goes to the dead letters: {2}", new Object[] {
            id, queue.getName(), reason
        });
        try {
            message.getMessage().putStringProperty(RefusedMessageException.REASON, reason);
            queue.sendMessageToDeadLetterAddress(id.value());
            held.remove(Held.of(message));
            marks.survived(id, 0);
        } catch (Exception e) {
            LOG.log(Level.WARNING, e, () -> "message " + id + " cannot be moved to the dead letters now");
        }
    }

    /**
     * Runs the work of a bean on a message.
     *
     * @throws IllegalStateException if it has to wait longer for another one under suspicion than a bean should: the broker gives it again
     */
    void run(long message, String bean, Runnable work) {
        QueueId id = new QueueId(message);
        boolean alone = marks.deaths(id, 0) > 0;
        if (alone && !isAlone()) {
            throw new IllegalStateException(
                    "message " + id + " may have ended the server, and waits while another one that may have is tried");
        }
        Thread thread = Thread.currentThread();
        try (AttemptMarks.Mark ignoredMark = marks.begin(id, 0);
                AttemptMarks.Mark ignoredNote = notes.begin("JMS message " + id + ", in " + bean)) {
            inWork.put(thread, id);
            work.run();
        } finally {
            inWork.remove(thread);
            marks.survived(id, 0);
            if (alone) {
                trial.release();
            }
        }
    }

    private boolean isAlone() {
        try {
            return trial.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The server stops, which is no message's doing, unless its bean has called for it. */
    @Override
    public void close() {
        inWork.forEach((thread, id) -> {
            if (ExitCall.isMadeBy(thread)) {
                LOG.log(
                        Level.WARNING,
                        "the bean that works on JMS message {0} has ended the server by System.exit",
                        id);
                marks.blame(id, 0);
            }
        });
        marks.close();
    }
}
