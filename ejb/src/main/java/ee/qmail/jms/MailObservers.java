package ee.qmail.jms;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The beans of this application that observe {@link MailEvent}. Safe for use by several threads. */
@ApplicationScoped
public class MailObservers {
    private static final Logger LOG = Logger.getLogger(MailObservers.class.getName());

    private final BeanManager beans;
    private final Event<MailEvent> events;

    /** Null until the first event: observers come and go with the application only. */
    private volatile Boolean present;

    /** For the container's proxies. */
    protected MailObservers() {
        this(null, null);
    }

    @Inject
    MailObservers(BeanManager beans, Event<MailEvent> events) {
        this.beans = beans;
        this.events = events;
    }

    /**
     * Tells them of a unit that is stored: at once, or when the current transaction has committed. Failures are only logged, since
     * the unit is stored.
     */
    void stored(List<QueuedMessage> unit, TransactionSynchronizationRegistry transaction) {
        try {
            if (!areInterestedIn(unit)) {
                return;
            }
            if (transaction.getTransactionStatus() == Status.STATUS_NO_TRANSACTION) {
                tell(unit);
            } else {
                afterCommit(() -> tell(unit), transaction);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the observers of events are not told of what is stored", e);
        }
    }

    static void afterCommit(Runnable step, TransactionSynchronizationRegistry transaction) {
        transaction.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                // nothing has happened before the commit
            }

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    step.run();
                }
            }
        });
    }

    private boolean areInterestedIn(List<QueuedMessage> messages) {
        if (Boolean.FALSE.equals(present)) {
            return false;
        }
        for (QueuedMessage message : messages) {
            if (message.content() instanceof MailEvent event) {
                return isObserved(event);
            }
        }
        return false;
    }

    private boolean isObserved(MailEvent event) {
        if (present == null) {
            present = !beans.resolveObserverMethods(event).isEmpty();
        }
        return present;
    }

    /**
     * One that throws keeps those behind it from this event, and nobody from the next. What they throw, an {@link Error} too, does
     * not reach the caller, who has stored something.
     */
    private void tell(List<QueuedMessage> stored) {
        for (QueuedMessage message : stored) {
            if (message.content() instanceof MailEvent event) {
                try {
                    events.fire(event);
                } catch (RuntimeException | Error e) {
                    LOG.log(Level.WARNING, e, () -> "an observer of " + event + " failed");
                }
            }
        }
    }
}
