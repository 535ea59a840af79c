package ee.qmail.web.console;

import ee.qmail.destinations.ApplicationQueues;
import ee.qmail.destinations.QueueContents;
import ee.qmail.destinations.QueueContents.Entry;
import ee.qmail.destinations.QueueContents.Whole;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One of the JMS queues to which aliases lead mail: its first messages, or one of them. */
@Named
@RequestScoped
public class ApplicationPage {
    private static final int ROWS = 100;

    @Inject
    private ApplicationQueues queues;

    @Inject
    private QueueContents contents;

    private String name;
    private List<Entry> entries = List.of();
    private Whole whole;
    private boolean isThere;

    @PostConstruct
    void find() {
        name = Requests.parameter("name");
        String id = Requests.parameter("id");
        if (!queues.has(name)) {
            return; // load() answers 404
        }
        if (id.isEmpty()) {
            entries = contents.list(name, ROWS);
            isThere = true;
        } else {
            whole = contents.find(name, id).orElse(null);
            isThere = whole != null;
        }
    }

    public void load() throws IOException {
        if (!isThere) {
            Requests.notFound("no such queue, or no such message in it");
        }
    }

    public String getName() {
        return name;
    }

    public List<Entry> getEntries() {
        return entries;
    }

    /** Null if the page is about the whole queue. */
    public Whole getWhole() {
        return whole;
    }

    public List<Map.Entry<String, String>> getProperties() {
        return List.copyOf(whole.entry().properties().entrySet());
    }
}
