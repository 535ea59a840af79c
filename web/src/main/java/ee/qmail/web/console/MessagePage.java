package ee.qmail.web.console;

import ee.qmail.queue.QueueId;
import ee.qmail.send.WaitingMessages;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.time.Instant;

/** One message that waits, with all its recipients. */
@Named
@RequestScoped
public class MessagePage {
    @Inject
    private WaitingMessages waiting;

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
                .map(found -> WaitingRow.whole(found, times, Instant.now()))
                .orElse(null);
    }

    public void load() throws IOException {
        if (message == null) {
            Requests.notFound("no such message waits");
        }
    }

    public WaitingRow getMessage() {
        return message;
    }
}
