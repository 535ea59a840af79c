package ee.qmail.web.console;

import ee.qmail.contract.MailService;
import ee.qmail.local.PostmasterCheck;
import ee.qmail.status.QueueCounts;
import ee.qmail.status.ServerStatus;
import ee.qmail.status.ServiceControl;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.primefaces.PrimeFaces;

/** The state of the server, at the moment of the request. */
@Named
@RequestScoped
public class StartPage {
    private static final int RECENT = 20;

    /**
     * A place of the queue; the count is a dash if the broker does not tell.
     *
     * @param listed whether the queue page lists what is there
     */
    public record Place(String name, String count, String meaning, boolean alarming, boolean listed) {}

    @Inject
    private ServerStatus status;

    @Inject
    private ServiceControl control;

    @Inject
    private PostmasterCheck postmaster;

    @Inject
    private Times times;

    private List<ServiceCard> services;
    private List<Place> places;
    private List<DeliveryRow> recent;
    private List<String> warnings;

    @PostConstruct
    void load() {
        Instant now = Instant.now();
        warnings = Stream.concat(status.warnings().stream(), postmaster.warnings().stream())
                .toList();
        services = status.services().stream()
                .map(service -> ServiceCard.of(service, control.states(service.name()), now))
                .toList();
        places = places(status.queue());
        recent = status.recent(RECENT).stream()
                .map(delivery -> DeliveryRow.of(delivery, times.stamp(delivery.at())))
                .toList();
    }

    static List<Place> places(QueueCounts counts) {
        return List.of(
                place("local", counts.local(), "being delivered here", false),
                place("remote", counts.remote(), "being sent elsewhere", false),
                place("deferred", counts.deferred(), "waiting for the next try", false),
                place("dead", counts.dead(), "put aside; bin/qmail dead tells why", counts.dead() > 0));
    }

    private static Place place(String name, long count, String meaning, boolean alarming) {
        return new Place(name, count < 0 ? "–" : Long.toString(count), meaning, alarming, name.equals("deferred"));
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
        return turn(service, MailService.State.PAUSED, " is paused: new connections wait.");
    }

    public String proceed(String service) {
        return turn(service, MailService.State.UP, " is up.");
    }

    private String turn(String service, MailService.State state, String told) {
        if (!Change.tried(null, () -> control.turn(service, state.word()))) {
            return null;
        }
        Messages.done(service + told);
        return "index?faces-redirect=true";
    }

    public boolean isAllUp() {
        return services.stream().allMatch(ServiceCard::up);
    }

    public List<String> getWarnings() {
        return warnings;
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
