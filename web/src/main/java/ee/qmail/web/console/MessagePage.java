package ee.qmail.web.console;

import ee.qmail.deferred.Qread;
import ee.qmail.jms.QueueException;
import ee.qmail.message.QueueId;
import ee.qmail.send.GiveUp;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One message that waits, with all its recipients: another try, or its end. */
@Named
@RequestScoped
public class MessagePage {
    private static final Logger LOG = Logger.getLogger(MessagePage.class.getName());
    private static final String LIST = "queue?faces-redirect=true";

    @Inject
    private Qread waiting;

    @Inject
    private GiveUp giveUp;

    @Inject
    private Texts texts;

    @Inject
    private Times times;

    private QueueId id;
    private WaitingRow message;

    @PostConstruct
    void find() {
        try {
            id = QueueId.parse(Requests.parameter("id"));
        } catch (IllegalArgumentException e) {
            return; // load() answers 404
        }
        message = waiting.find(id)
                .map(found -> WaitingRow.whole(found, texts, times, Instant.now()))
                .orElse(null);
    }

    public void load() throws IOException {
        if (message == null) {
            Requests.notFound("no such message waits");
        }
    }

    /** The address of its lines in the log. */
    public String getLines() {
        return LogsPage.of(id.toString(), message.arrival());
    }

    /** Leads to the list: the message itself may be gone in a moment. */
    public String retry() {
        Messages.done("queue.due", waiting.retry(id, Instant.now()));
        return LIST;
    }

    public String giveUp() {
        try {
            if (giveUp.giveUp(id) == 0) {
                Messages.error(null, "message.nothing");
                return null;
            }
        } catch (QueueException e) {
            LOG.log(Level.WARNING, "message " + id + " is not given up as a whole", e);
            Messages.error(null, "message.noBounce");
            return null;
        }
        Messages.done(waiting.find(id).isPresent() ? "message.goneInPart" : "message.gone", id.toString());
        return LIST;
    }

    /** Nobody is told, unlike {@link #giveUp}. */
    public String delete() {
        if (giveUp.delete(id) == 0) {
            Messages.error(null, "message.nothing");
            return null;
        }
        Messages.done("message.deleted", id.toString());
        return LIST;
    }

    public WaitingRow getMessage() {
        return message;
    }
}
