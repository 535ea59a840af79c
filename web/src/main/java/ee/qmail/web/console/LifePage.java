package ee.qmail.web.console;

import ee.qmail.caller.Caller;
import ee.qmail.deferred.Qread;
import ee.qmail.deferred.WaitingMessage;
import ee.qmail.history.HistoryEntry;
import ee.qmail.history.HistorySearch;
import ee.qmail.history.HistoryState;
import ee.qmail.history.MessageLife;
import ee.qmail.history.facts.HistoryLag;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.QueueId;
import ee.qmail.text.Harmless;
import ee.qmail.web.language.Amounts;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The life of one message, or of one refusal. With {@code watch} in its address, a time in seconds since 1970, the page follows it while it goes on. */
@Named
@RequestScoped
public class LifePage {
    static final String WATCH = "watch";

    /** A message that is not settled by then is not watched any longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** A bounce may be told of a little later than the failure. */
    private static final Duration BOUNCE = Duration.ofSeconds(15);

    private static final int SHORT = 6;

    /** How many recipients are in a state. */
    public record Count(StateWord state, int recipients) {}

    @Inject
    private HistorySearch history;

    @Inject
    private HistoryLag lag;

    @Inject
    private Qread queue;

    @Inject
    private Texts texts;

    @Inject
    private Times times;

    private final Instant now = Instant.now();
    private QueueId id;
    /** Since when somebody watches; null if nobody does. */
    private Instant watched;

    private MessageLife life;
    private WaitingMessage waiting;

    @PostConstruct
    void find() {
        try {
            id = QueueId.parse(Requests.parameter("id"));
        } catch (IllegalArgumentException e) {
            return; // load() answers 404
        }
        String since = Requests.parameter(WATCH);
        watched = since.matches("[0-9]{1,11}") ? Instant.ofEpochSecond(Long.parseLong(since)) : null;
        life = history.life(id.value(), null).orElse(null);
        boolean mayWait = Caller.current().isAdministrator()
                && (life == null || life.recipients().stream().anyMatch(LifePage::isWaiting));
        waiting = mayWait ? queue.find(id).orElse(null) : null;
    }

    public void load() throws IOException {
        boolean isOnItsWay = isWatched() || waiting != null;
        if (id == null || life == null && !isOnItsWay) {
            Requests.notFound("no such message in history");
        }
    }

    private static boolean isWaiting(HistoryEntry entry) {
        return entry.state() == HistoryState.ACCEPTED || entry.state() == HistoryState.DEFERRED;
    }

    /** Tells whether history has it; it may be a moment late. */
    public boolean isKnown() {
        return life != null;
    }

    public boolean isWatched() {
        return watched != null;
    }

    /** Tells whether nothing more is to be waited for. */
    public boolean isOver() {
        if (isOld()) {
            return true;
        }
        return life != null
                && life.recipients().stream().noneMatch(LifePage::isWaiting)
                && life.recipients().stream().noneMatch(this::mayBounce);
    }

    private boolean isOld() {
        return watched != null && watched.plus(PATIENCE).isBefore(now);
    }

    private boolean mayBounce(HistoryEntry entry) {
        return entry.state() == HistoryState.FAILED
                && life.followers().isEmpty()
                && entry.changed().plus(BOUNCE).isAfter(now);
    }

    /** A sentence for one who watches. */
    public String getWatching() {
        if (isOver()) {
            return isOld() ? texts.of("life.watch.old") : texts.of("life.watch.over");
        }
        return life == null ? texts.of("life.watch.unknown") : texts.of("life.watch.on");
    }

    /** A sentence about how far history is behind; empty if it is not worth one. */
    public String getBehind() {
        HistoryLag.Backlog backlog = lag.now();
        return backlog.isMuch() ? texts.of("messages.behind", Times.length(backlog.time())) : "";
    }

    public String getId() {
        return id.toString();
    }

    /** Its last digits. */
    public String getShortId() {
        return shortId(id.toString());
    }

    /** The last digits of an id, by which people tell it from others. */
    public String shortId(String whole) {
        return whole.length() <= SHORT ? whole : "…" + whole.substring(whole.length() - SHORT);
    }

    /** Tells whether it was not taken. */
    public boolean isRefused() {
        return life != null && life.recipients().get(0).reply() != null;
    }

    private HistoryEntry first() {
        return life.recipients().get(0);
    }

    public String getSender() {
        return MessageRow.sender(first(), texts);
    }

    public Instant getAt() {
        return first().at();
    }

    public String getSize() {
        return first().size() == 0 ? "" : new Amounts(texts).size(first().size());
    }

    public String getMessageId() {
        return Harmless.line(first().messageId());
    }

    public String getSubject() {
        return Harmless.line(first().subject());
    }

    /** Version and suite; empty if it came in clear. */
    public String getTls() {
        return first().origin().get(Attribute.TLS).orElse("");
    }

    /** The mailbox whose user had logged in; empty if nobody had. */
    public String getLogin() {
        return first().origin().get(Attribute.LOGIN).orElse("");
    }

    /** The client in words; empty if it was made here. */
    public String getCame() {
        Attributes origin = first().origin();
        String client = origin.get(Attribute.CLIENT).orElse("");
        if (client.isEmpty()) {
            return "";
        }
        String helo = Harmless.line(origin.get(Attribute.HELO).orElse(""));
        String protocol = origin.get(Attribute.PROTOCOL).orElse("SMTP");
        return helo.isEmpty()
                ? texts.of("message.client", client, protocol)
                : texts.of("message.clientHelo", client, helo, protocol);
    }

    /** How many refusals it stands for, in words; empty for one. */
    public String getTimes() {
        return first().times() > 1 ? texts.of("messages.times", first().times()) : "";
    }

    public List<Count> getCounts() {
        Map<HistoryState, Integer> counts = new EnumMap<>(HistoryState.class);
        life.recipients().forEach(entry -> counts.merge(entry.state(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(count -> new Count(StateWord.of(count.getKey(), texts), count.getValue()))
                .toList();
    }

    public List<LifeRow.To> getRecipients() {
        return life.recipients().stream()
                .map(entry -> LifeRow.To.of(entry, waiting, texts, times, now))
                .toList();
    }

    public List<LifeRow.Step> getSteps() {
        return life.steps().stream().map(step -> LifeRow.Step.of(step, texts)).toList();
    }

    /** The messages that it follows from: a bounce tells of one. */
    public List<MessageLife.Link> getEarlier() {
        return life.earlier();
    }

    /** Tells whether the queue page has it, where it is tried now or given up. */
    public boolean isInQueue() {
        return waiting != null;
    }

    /** The address of its lines in the log. */
    public String getLines() {
        return LogsPage.of(id.toString(), getAt());
    }

    /** The address of the life of another message. */
    public String linkTo(String other) {
        return Pages.life(other);
    }
}
