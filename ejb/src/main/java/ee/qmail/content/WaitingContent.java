package ee.qmail.content;

import ee.qmail.deferred.DeferredStore;
import ee.qmail.deferred.Qread;
import ee.qmail.message.QueueId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** What is in a message that waits for another attempt. */
@ApplicationScoped
public class WaitingContent {
    private final Qread waiting;
    private final DeferredStore store;

    /** For the container's proxies. */
    protected WaitingContent() {
        this(null, null);
    }

    @Inject
    public WaitingContent(Qread waiting, DeferredStore store) {
        this.waiting = waiting;
        this.store = store;
    }

    /** Empty if it does not wait any more. */
    public Optional<MailContent> of(QueueId id) {
        return waiting.find(id)
                .flatMap(message -> store.beginning(id).map(octets -> MailContent.of(octets, message.size())));
    }
}
