package ee.qmail.web.api;

import ee.qmail.history.facts.HistoryLag;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** How history is; what is in it is told by {@link MessagesResource}. */
@Path("history")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class HistoryResource {
    private static final long MILLIS = 1_000;

    @Inject
    private HistoryLag lag;

    /**
     * @param backlog octets of facts that are not in the database yet
     * @param behind seconds since which they wait, at most
     * @param lost facts that are lost since the start of the server
     */
    public record HistoryView(long backlog, long behind, long lost) {
        static HistoryView of(HistoryLag.Backlog backlog) {
            // rounded up, so that 0 is nothing
            long seconds = (backlog.time().toMillis() + MILLIS - 1) / MILLIS;
            return new HistoryView(backlog.octets(), seconds, backlog.lost());
        }
    }

    @GET
    public HistoryView history() {
        return HistoryView.of(lag.now());
    }
}
