package ee.qmail.web.console;

import ee.qmail.status.QueueCounts;
import ee.qmail.status.ServerStatus;
import ee.qmail.status.ServiceState;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** How the server is, at the moment of the request. */
@Named
@RequestScoped
public class StartPage {
    private static final int RECENT = 20;

    /** A place of the queue; the count is a dash if the broker does not tell. */
    public record Place(String name, String count, String meaning, boolean alarming) {}

    @Inject
    private ServerStatus status;

    @Inject
    private Times times;

    private List<ServiceState> services;
    private List<Place> places;
    private List<DeliveryRow> recent;

    @PostConstruct
    void load() {
        services = status.services();
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
                place("dead", counts.dead(), "put aside; see the server's log", counts.dead() > 0));
    }

    private static Place place(String name, long count, String meaning, boolean alarming) {
        return new Place(name, count < 0 ? "–" : Long.toString(count), meaning, alarming);
    }

    public boolean isAllUp() {
        return !services.isEmpty() && services.stream().allMatch(ServiceState::up);
    }

    public List<ServiceState> getServices() {
        return services;
    }

    public List<Place> getPlaces() {
        return places;
    }

    public List<DeliveryRow> getRecent() {
        return recent;
    }
}
