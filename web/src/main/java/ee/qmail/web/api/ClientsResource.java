package ee.qmail.web.api;

import ee.qmail.contract.Door;
import ee.qmail.status.ClientCheck;
import ee.qmail.status.ClientRights;
import ee.qmail.status.ConnectionFilter;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** What may a client do? */
@Path("clients")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ClientsResource {
    @Inject
    private ClientCheck check;

    /**
     * As {@link ClientRights} has it.
     *
     * @param sentences in English
     */
    public record ClientRightsView(
            String address,
            String door,
            boolean admitted,
            String reply,
            String rule,
            Map<String, String> environment,
            boolean mayRelay,
            List<ClientLimitView> limits,
            List<ThrottlesResource.ThrottledView> throttled,
            List<String> sentences) {
        static ClientRightsView of(ClientRights rights) {
            return new ClientRightsView(
                    rights.address(),
                    rights.door().label(),
                    rights.admitted(),
                    rights.reply(),
                    rights.rule(),
                    rights.environment(),
                    rights.mayRelay(),
                    rights.limits().stream().map(ClientLimitView::of).toList(),
                    rights.throttled().stream()
                            .map(ThrottlesResource.ThrottledView::of)
                            .toList(),
                    Sentence.english(rights.sentences()));
        }
    }

    /**
     * @param file of the limit
     * @param now how much of it is taken
     */
    public record ClientLimitView(String file, long most, long now) {
        static ClientLimitView of(ClientRights.Limit limit) {
            return new ClientLimitView(limit.file(), limit.most(), limit.now());
        }
    }

    /** @param door its label; missing: that for other mail servers */
    @GET
    @Path("{address}")
    public ClientRightsView rights(@PathParam("address") String address, @QueryParam("door") String door) {
        return ClientRightsView.of(check.ask(address, door == null ? Door.MX : ConnectionFilter.door(door)));
    }
}
