package ee.qmail.web.console;

import ee.qmail.contract.MailService;
import ee.qmail.status.QueueCounts;
import ee.qmail.status.ServerCheck;
import ee.qmail.status.ServerStatus;
import ee.qmail.status.ServiceControl;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.primefaces.PrimeFaces;

/** The state of the server, at the moment of the request. */
@Named
@RequestScoped
public class StartPage {
    private static final int RECENT = 20;
    private static final String START = "index?faces-redirect=true";

    /**
     * A place of the queue; the count is a dash if the broker does not tell.
     *
     * @param told its name in words
     * @param mark the style of the count: {@code alarming}, {@code troubled}, {@code nothing}, or an empty text
     * @param page that lists what is there; empty if none does
     */
    public record Place(String name, String told, String count, String meaning, String mark, String page) {
        public boolean listed() {
            return !page.isEmpty();
        }
    }

    @Inject
    private ServerStatus status;

    @Inject
    private ServiceControl control;

    @Inject
    private ServerCheck check;

    @Inject
    private Texts texts;

    private List<ServiceCard> services;
    private List<Place> places;
    private List<DeliveryRow> recent;
    private List<NeedRow> needs;

    @PostConstruct
    void load() {
        Instant now = Instant.now();
        needs = check.findings().stream()
                .map(finding -> NeedRow.of(finding, texts))
                .toList();
        services = status.services().stream()
                .map(service -> ServiceCard.of(service, control.states(service.name()), texts, now))
                .toList();
        places = places(status.queue(), texts);
        recent = status.recent(RECENT).stream()
                .map(delivery ->
                        DeliveryRow.of(delivery, Pages.life(delivery.id().toString()), texts))
                .toList();
    }

    static List<Place> places(QueueCounts counts, Texts texts) {
        return List.of(
                place("local", counts.local(), "", texts),
                place("remote", counts.remote(), "", texts),
                place("deferred", counts.deferred(), "troubled", texts),
                place("dead", counts.dead(), "alarming", texts));
    }

    /** @param mark of a count that is not 0 */
    private static Place place(String name, long count, String mark, Texts texts) {
        return new Place(
                name,
                texts.of("start." + name),
                count < 0 ? "–" : texts.number(count),
                texts.of("start." + name + ".meaning"),
                count == 0 ? "nothing" : count < 0 ? "" : mark,
                switch (name) {
                    case "deferred" -> "queue";
                    case "dead" -> "dead";
                    default -> "";
                });
    }

    /** The buttons of a card are replaced only if they are others now: a button that a user is about to press stays. */
    public void refresh() {
        Set<String> shown = Requests.parameters("shown");
        for (int i = 0; i < services.size(); i++) {
            if (!shown.contains(services.get(i).shown())) {
                PrimeFaces.current().ajax().update("live:services:" + i + ":actions");
            }
        }
    }

    public String pause(String service) {
        if (!turned(service, MailService.State.PAUSED)) {
            return null;
        }
        Messages.halted("start.paused", service);
        return START;
    }

    public String proceed(String service) {
        if (!turned(service, MailService.State.UP)) {
            return null;
        }
        Messages.done("start.up", service);
        return START;
    }

    private boolean turned(String service, MailService.State state) {
        return Change.tried(null, () -> control.turn(service, state.word()));
    }

    public boolean isAllUp() {
        return services.stream().allMatch(ServiceCard::up);
    }

    /** What needs somebody, but for the services, which are seen below. */
    public List<NeedRow> getNeeds() {
        return needs;
    }

    /** How many things need somebody, in a sentence. */
    public String getSum() {
        long urgent = needs.stream().filter(NeedRow::urgent).count();
        return urgent > 0 ? texts.of("start.urgent", urgent) : texts.of("start.needs", needs.size());
    }

    public List<ServiceCard> getServices() {
        return services;
    }

    public List<Place> getPlaces() {
        return places;
    }

    public List<DeliveryRow> getRecent() {
        return recent;
    }
}
