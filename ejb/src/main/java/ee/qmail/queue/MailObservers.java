package ee.qmail.queue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The beans of this application that observe {@link MailEvent}. Safe for use by many threads. */
@ApplicationScoped
public class MailObservers {
    private static final Logger LOG = Logger.getLogger(MailObservers.class.getName());

    @Inject
    BeanManager beans;

    @Inject
    Event<MailEvent> events;

    /** Null until the first event: observers come and go with the application only. */
    private volatile Boolean present;

    /** Whether anybody would be told of these. */
    boolean areInterestedIn(List<Outgoing> messages) {
        if (Boolean.FALSE.equals(present)) {
            return false;
        }
        for (Outgoing message : messages) {
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
    void tell(List<Outgoing> stored) {
        for (Outgoing message : stored) {
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
