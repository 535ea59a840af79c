package ee.qmail.examples.newsletter;

import ee.qmail.api.MailEvent;
import ee.qmail.examples.newsletter.SignedAddresses.Action;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** An address that its server does not know is off the list at once, without waiting for three bounces. In the transaction of {@link MailEvents}. */
@ApplicationScoped
public class Unknown {
    private static final String NO_SUCH_MAILBOX = "5.1.1";

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private SignedAddresses addresses;

    void failed(@Observes MailEvent event) {
        if (event.kind() == MailEvent.Kind.FAILED
                && event.status().filter(NO_SUCH_MAILBOX::equals).isPresent()) {
            addresses
                    .about(Action.BOUNCE, event.sender())
                    .map(address -> entities.find(Subscriber.class, address))
                    .ifPresent(entities::remove);
        }
    }
}
