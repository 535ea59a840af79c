package ee.qmail.local;

import ee.qmail.contract.InboundMessage;
import ee.qmail.control.ControlFiles;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.message.Channel;
import ee.qmail.message.Reason;
import ee.qmail.routing.Rewriting;
import ee.qmail.routing.Route;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;

/**
 * What delivery would say of a message that nobody can get, before it is taken: the client is told, and no bounce goes to a sender who may be
 * forged. It looks where delivery looks, at the user of each address; not at those to whom an alias or a {@code .qmail} file sends it on.
 */
@ApplicationScoped
public class ForeseenFailure {
    private final LocalUserSearch users;
    private final Quotas quotas;
    private final ControlFiles controlFiles;

    /** For the container's proxies. */
    protected ForeseenFailure() {
        this(null, null, null);
    }

    @Inject
    ForeseenFailure(LocalUserSearch users, Quotas quotas, ControlFiles controlFiles) {
        this.users = users;
        this.quotas = quotas;
        this.controlFiles = controlFiles;
    }

    /**
     * Asks the database and the disk.
     *
     * @return why delivery to the first recipient would fail; empty if somebody may get the message, or it would be tried again
     */
    public Optional<Reason> failure(InboundMessage message) {
        Rewriting rewriting = new Rewriting(controlFiles.current());
        Set<String> deliveredTo = DeliveredTo.in(message.body());
        Reason first = null;
        for (String recipient : message.envelope().recipients()) {
            Reason reason = failure(rewriting.route(recipient), message, deliveredTo);
            if (reason == null) {
                return Optional.empty();
            }
            first = first == null ? reason : first;
        }
        return Optional.ofNullable(first);
    }

    /** Null if it is not known to fail. */
    private Reason failure(Route route, InboundMessage message, Set<String> deliveredTo) {
        Optional<LocalUser> user = route.channel() == Channel.LOCAL ? users.find(route.address()) : Optional.empty();
        if (user.isEmpty()) {
            return null; // RCPT has let it in, so that this is a change since
        }
        if (DeliveredTo.contains(deliveredTo, user.get().address())) {
            return Reason.LOOPING;
        }
        return user.get() instanceof MailboxUser mailbox && !quotas.mayTake(mailbox, delivered(mailbox, message))
                ? Reason.MAILBOX_FULL
                : null;
    }

    /** Octets of the message with what delivery puts on top. */
    private static long delivered(MailboxUser mailbox, InboundMessage message) {
        return DeliveredTo.head(message.envelope().sender(), mailbox.address()).length()
                + message.body().size();
    }
}
