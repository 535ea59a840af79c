package ee.qmail.web.console;

import ee.qmail.deferred.Qread;
import ee.qmail.deferred.WaitingMessage;
import ee.qmail.remote.TcpTo;
import ee.qmail.send.SendSwitch;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** The messages that wait for another attempt, and the hosts that are not tried. */
@Named
@RequestScoped
public class QueuePage {
    private static final int ROWS = 25;
    private static final int RECIPIENTS = 5;
    private static final String FIRST = "0";

    /**
     * A host that has timed out lately.
     *
     * @param ago how long since the last timeout, such as {@code 6 min}
     * @param skipped whether it is not tried now
     */
    public record Host(String address, int timeouts, String ago, boolean skipped) {}

    @Inject
    private Qread waiting;

    @Inject
    private TcpTo tcpTo;

    @Inject
    private SendSwitch send;

    @Inject
    private Texts texts;

    @Inject
    private Times times;

    private String after;
    private List<WaitingRow> messages = List.of();
    private String later;
    private List<Host> hosts = List.of();

    @PostConstruct
    void find() {
        after = Requests.parameter("after");
        if (after.isEmpty()) {
            after = FIRST;
        }
        if (!after.matches("[0-9]{1,18}|[0-8][0-9]{18}")) {
            after = null; // load() answers 404
            return;
        }
        Instant now = Instant.now();
        // one more tells whether there is a next page
        List<WaitingMessage> found = waiting.list(Long.parseLong(after), ROWS + 1);
        messages = found.stream()
                .limit(ROWS)
                .map(message -> WaitingRow.brief(message, RECIPIENTS, texts, times, now))
                .toList();
        later = found.size() > ROWS ? found.get(ROWS - 1).id() : null;
        hosts = tcpTo.list().stream()
                .map(host -> new Host(
                        host.address().getHostAddress(),
                        host.count(),
                        Times.length(host.ago()),
                        tcpTo.isSkipped(host.address())))
                .toList();
    }

    public void load() throws IOException {
        if (after == null) {
            Requests.notFound("no such page of the queue");
        }
    }

    public String retryAll() {
        Messages.done("queue.due", waiting.retryAll(Instant.now()));
        return "queue?faces-redirect=true&after=" + after;
    }

    public String forgetTimeouts() {
        tcpTo.clear();
        Messages.done("queue.forgotten");
        return "queue?faces-redirect=true&after=" + after;
    }

    /** Tells whether nothing is tried, because an administrator has stopped that. */
    public boolean isHeld() {
        return !send.isOn();
    }

    public String getAfter() {
        return after;
    }

    public boolean isFirst() {
        return FIRST.equals(after);
    }

    /** The queue id after which the next page begins; null on the last one. */
    public String getLater() {
        return later;
    }

    public List<WaitingRow> getMessages() {
        return messages;
    }

    public List<Host> getHosts() {
        return hosts;
    }
}
