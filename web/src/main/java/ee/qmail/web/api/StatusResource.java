package ee.qmail.web.api;

import ee.qmail.status.ServerStatus;
import ee.qmail.status.ServiceControl;
import ee.qmail.web.api.Views.ServiceView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The state of the server. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    @Inject
    private ServerStatus status;

    @Inject
    private ServiceControl control;

    /** @param state {@code up}, {@code paused} or {@code down} */
    public record StateRequest(String state) {}

    @PUT
    @Path("services/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    public List<ServiceView> turn(@PathParam("name") String name, StateRequest request) {
        control.turn(
                name,
                DomainsResource.required(request, "{\"state\":\"paused\"}").state());
        return services();
    }

    @GET
    @Path("services")
    public List<ServiceView> services() {
        return status.services().stream().map(ServiceView::of).toList();
    }
}
