package ee.qmail.web.console;

import ee.qmail.bulk.BulkAction;
import ee.qmail.bulk.BulkChange;
import ee.qmail.bulk.BulkChanges;
import ee.qmail.deferred.JobKey;
import ee.qmail.deferred.WaitingJobs;
import ee.qmail.text.Harmless;
import ee.qmail.web.QueueQuestion;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Before many waiting jobs are changed: which ones, and how many. They are those that were chosen, or all that the conditions leave. */
@Named
@RequestScoped
public class BulkPage {
    private static final int PARTS = 8;

    /** A part of what is meant. */
    public record Part(String name, long recipients) {}

    @Inject
    private BulkChanges changes;

    @Inject
    private WaitingJobs jobs;

    @Inject
    private Texts texts;

    private QueuePlace place;
    private BulkAction action;
    private boolean isOfSome;
    private List<JobKey> keys = List.of();
    private WaitingJobs.Sum sum;

    @PostConstruct
    void find() {
        place = new QueuePlace(Pages.path("queue"), Requests::parameter, Instant.now());
        action = Stream.of(BulkAction.values())
                .filter(each -> Requests.given(each.word()).isPresent())
                .findFirst()
                .orElse(null);
        isOfSome = !Requests.parameter("some").isEmpty();
        keys = Requests.parameters("job").stream()
                .map(JobKey::parse)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(JobKey::id).thenComparing(JobKey::number))
                .toList();
        sum = isOfSome
                ? new WaitingJobs.Sum(
                        keys.size(),
                        keys.stream().map(JobKey::id).distinct().count(),
                        keys.isEmpty() ? 0 : jobs.waitingOf(keys),
                        null)
                : jobs.sum(place.filter());
    }

    public void load() throws IOException {
        if (action == null || place.isNowhere() || !place.problems().isEmpty()) {
            Requests.notFound("no such change of the queue");
        }
    }

    /** Begins the change, of no more than was shown. */
    public String begin() {
        String by = FacesContext.getCurrentInstance()
                .getExternalContext()
                .getUserPrincipal()
                .getName();
        String seen = Requests.parameter("expected");
        long expected = seen.matches("[0-9]{1,18}") ? Long.parseLong(seen) : 0;
        BulkChange[] begun = new BulkChange[1];
        boolean isBegun = Change.tried(
                null,
                () -> begun[0] = isOfSome
                        ? changes.begin(action, keys, by)
                        : changes.begin(action, place.filter(), expected, by));
        if (!isBegun) {
            return null;
        }
        BulkChange.Progress progress = begun[0].progress();
        if (!progress.isRunning()) {
            Messages.plain(QueuePage.progress(progress, texts));
            return Pages.open(place.getBeginning());
        }
        return Pages.open(Pages.address(place.getBeginning(), Map.of("change", progress.id())));
    }

    public String getTitle() {
        return switch (action) {
            case RETRY -> texts.of("bulk.retry");
            case BOUNCE -> texts.of("bulk.bounce");
            case DELETE -> texts.of("bulk.delete");
        };
    }

    /** What is going to be done, with how many. */
    public String getMeaning() {
        return switch (action) {
            case RETRY -> texts.of("bulk.retry.meaning", sum.recipients(), sum.messages());
            case BOUNCE -> texts.of("bulk.bounce.meaning", sum.recipients(), sum.messages());
            case DELETE -> texts.of("bulk.delete.meaning", sum.recipients(), sum.messages());
        };
    }

    public String getSubmit() {
        return switch (action) {
            case RETRY -> texts.of("bulk.retry.submit", sum.recipients());
            case BOUNCE -> texts.of("bulk.bounce.submit", sum.recipients());
            case DELETE -> texts.of("bulk.delete.submit", sum.recipients());
        };
    }

    public boolean isHarmless() {
        return action == BulkAction.RETRY;
    }

    public String getAction() {
        return action == null ? "" : action.word();
    }

    public boolean isOfSome() {
        return isOfSome;
    }

    public boolean isNothing() {
        return sum.jobs() == 0;
    }

    public List<JobKey> getKeys() {
        return keys;
    }

    public QueuePlace getPlace() {
        return place;
    }

    public WaitingJobs.Sum getSum() {
        return sum;
    }

    /** A condition, in words. */
    public String told(String name) {
        String value = place.value(name);
        return switch (name) {
            case QueueQuestion.DOMAIN -> texts.of("bulk.is.domain", Harmless.line(value));
            case QueueQuestion.SENDER -> texts.of("bulk.is.sender", Harmless.line(value));
            case QueueQuestion.REASON -> texts.of("bulk.is.reason", QueuePlace.gist(value));
            case QueueQuestion.OLDER_THAN -> texts.of("bulk.is.olderThan", Harmless.line(value));
            default -> texts.of("bulk.is.attempts", Harmless.line(value));
        };
    }

    public List<Part> getDomains() {
        return jobs.byDomain(place.filter(), PARTS).stream()
                .map(part -> new Part(Harmless.line(part.value()), part.recipients()))
                .toList();
    }

    public List<Part> getSenders() {
        return jobs.bySender(place.filter(), PARTS).stream()
                .map(part -> new Part(
                        part.value().isEmpty() ? texts.of("queue.bounces") : Harmless.line(part.value()),
                        part.recipients()))
                .toList();
    }
}
