package ee.qmail.web.console;

import ee.qmail.bulk.BulkChange;
import ee.qmail.bulk.BulkChanges;
import ee.qmail.deferred.Qread;
import ee.qmail.deferred.WaitingJobs;
import ee.qmail.message.Reason;
import ee.qmail.remote.TcpTo;
import ee.qmail.revision.Author;
import ee.qmail.send.HeldDomains;
import ee.qmail.send.SendSwitch;
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
import java.util.List;
import java.util.Optional;

/** The messages that wait for another attempt, and the hosts that are not tried. */
@Named
@RequestScoped
public class QueuePage {
    private static final int ROWS = 25;
    private static final int PARTS = 8;

    /**
     * A host that has timed out lately.
     *
     * @param ago how long since the last timeout, such as {@code 6 min}
     * @param skipped whether it is not tried now
     */
    public record Host(String address, int timeouts, String ago, boolean skipped) {}

    /**
     * A part of what waits.
     *
     * @param name in words
     * @param address of the list of it alone
     * @param held whether nothing is sent there now; of a domain
     */
    public record Part(String value, String name, String address, long recipients, boolean held) {}

    @Inject
    private WaitingJobs jobs;

    @Inject
    private Qread waiting;

    @Inject
    private HeldDomains held;

    @Inject
    private BulkChanges changes;

    @Inject
    private TcpTo tcpTo;

    @Inject
    private SendSwitch send;

    @Inject
    private Texts texts;

    @Inject
    private Times times;

    private QueuePlace place;
    private List<JobRow> rows = List.of();
    private String later;
    private WaitingJobs.Sum sum;

    @PostConstruct
    void find() {
        Instant now = Instant.now();
        place = new QueuePlace(Pages.path("queue"), Requests::parameter, now);
        place.problems().forEach(problem -> Messages.error(null, problem));
        if (place.isNowhere()
                || FacesContext.getCurrentInstance().getPartialViewContext().isAjaxRequest()) {
            return; // load() answers 404; of a page that only asks how far a change is the rest is not shown
        }
        WaitingJobs.Page page = jobs.list(place.filter(), place.byOrder(), place.isBackwards(), place.behind(), ROWS);
        rows = page.jobs().stream()
                .map(job -> JobRow.of(job, texts, times, now))
                .toList();
        later = page.next() == null ? null : place.later(page.next());
        sum = jobs.sum(place.filter());
    }

    public void load() throws IOException {
        if (place.isNowhere()) {
            Requests.notFound("no such page of the queue");
        }
    }

    public String retryAll() {
        Messages.done("queue.due", waiting.retryAll(Instant.now()));
        return Pages.open(place.here());
    }

    public String forgetTimeouts() {
        tcpTo.clear();
        Messages.done("queue.forgotten");
        return Pages.open(place.here());
    }

    /**
     * Does what a button in a row asks for. The row is named by what it shows and not by its place, since places change with each second.
     *
     * @return null: the page that follows is opened, if one is
     */
    public String pressed() {
        String hold = Requests.parameter("hold");
        String release = Requests.parameter("release");
        String host = Requests.parameter("forget");
        if (!hold.isEmpty() && Change.tried(null, () -> held.hold(hold, author()))) {
            Messages.halted("queue.isHeld", hold);
            return Pages.open(place.here());
        }
        if (!release.isEmpty() && Change.tried(null, () -> held.release(release, author()))) {
            Messages.done("queue.isReleased", release);
            return Pages.open(place.here());
        }
        if (!host.isEmpty()) {
            tcpTo.forget(host);
            Messages.done("queue.forgottenOne", host);
            return Pages.open(place.here());
        }
        return null;
    }

    private Author author() {
        return new Author(
                FacesContext.getCurrentInstance()
                        .getExternalContext()
                        .getUserPrincipal()
                        .getName(),
                texts.of("queue.why"));
    }

    /** The change that runs, or that has just been asked for; null if there is none. */
    public BulkChange.Progress getChange() {
        String asked = Requests.parameter("change");
        Optional<BulkChange.Progress> shown = changes.list().stream()
                .filter(change -> change.isRunning() || change.id().equals(asked))
                .findFirst();
        return shown.orElse(null);
    }

    /** What has become of it, in a sentence. */
    public String getProgress() {
        BulkChange.Progress change = getChange();
        return change == null ? "" : progress(change, texts);
    }

    static String progress(BulkChange.Progress change, Texts texts) {
        long done = change.changed() + change.left();
        if (change.isRunning()) {
            return texts.of("queue.change.running", done, change.jobs());
        }
        String what = switch (change.action()) {
            case "bounce" -> texts.of("queue.change.bounced", change.changed());
            case "delete" -> texts.of("queue.change.deleted", change.changed());
            default -> texts.of("queue.change.retried", change.changed());
        };
        String rest = change.left() == 0 ? "" : " " + texts.of("queue.change.left", change.left());
        return switch (change.state()) {
            case "stopped" -> texts.of("queue.change.stopped") + " " + what + rest;
            case "failed" -> texts.of("queue.change.failed") + " " + what + rest;
            default -> what + rest;
        };
    }

    public String stopChange() {
        changes.find(Requests.parameter("change")).ifPresent(BulkChange::stop);
        return Pages.open(place.here());
    }

    /** Tells whether nothing is tried, because an administrator has stopped that. */
    public boolean isHeld() {
        return !send.isOn();
    }

    /** The domains to which nothing is sent. */
    public List<String> getHeldDomains() {
        return held.list();
    }

    public QueuePlace getPlace() {
        return place;
    }

    /** The address of the next page; null on the last one. */
    public String getLater() {
        return later;
    }

    public List<JobRow> getRows() {
        return rows;
    }

    public WaitingJobs.Sum getSum() {
        return sum;
    }

    /** How much waits, in a sentence. */
    public String getTotal() {
        return texts.format("queue.total", sum.recipients(), sum.messages(), times.stamp(sum.oldest()));
    }

    public List<Part> getDomains() {
        return jobs.byDomain(place.filter(), PARTS).stream()
                .map(part -> new Part(
                        part.value(),
                        Harmless.line(part.value()),
                        place.with(QueueQuestion.DOMAIN, part.value()),
                        part.recipients(),
                        held.isHeld(part.value())))
                .toList();
    }

    public List<Part> getReasons() {
        return jobs.byReason(place.filter(), PARTS).stream()
                .filter(part -> !part.value().isEmpty())
                .map(this::reason)
                .toList();
    }

    private Part reason(WaitingJobs.Part part) {
        Reason reason = Reason.valueOf(part.value());
        return new Part(
                part.value(),
                QueuePlace.gist(reason),
                place.with(QueueQuestion.REASON, QueueQuestion.word(reason)),
                part.recipients(),
                false);
    }

    public List<Part> getSenders() {
        return jobs.bySender(place.filter(), PARTS).stream()
                .map(part -> new Part(
                        part.value(),
                        part.value().isEmpty() ? texts.of("queue.bounces") : Harmless.line(part.value()),
                        place.with(QueueQuestion.SENDER, part.value().isEmpty() ? QueueQuestion.NOBODY : part.value()),
                        part.recipients(),
                        false))
                .toList();
    }

    /** The sentence of the reason that is a condition; empty if none is. */
    public String getReason() {
        String word = place.value(QueueQuestion.REASON);
        return word.isEmpty() ? "" : QueuePlace.gist(word);
    }

    public List<String> getAges() {
        return QueuePlace.AGES;
    }

    /** Such as {@code 4 hours}. */
    public String age(String of) {
        return texts.of(
                of.endsWith("d") ? "queue.age.days" : "queue.age.hours", Integer.valueOf(of.replaceAll("[hd]", "")));
    }

    public List<Host> getHosts() {
        return tcpTo.list().stream()
                .map(host -> new Host(
                        host.address().getHostAddress(),
                        host.count(),
                        Times.length(host.ago()),
                        tcpTo.isSkipped(host.address())))
                .toList();
    }
}
