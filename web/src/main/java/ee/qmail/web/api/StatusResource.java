package ee.qmail.web.api;

import ee.qmail.status.QueueCounts;
import ee.qmail.status.ServerStatus;
import ee.qmail.status.ServiceState;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** How the server is. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {
    @Inject
    private ServerStatus status;

    @GET
    @Path("queue")
    public QueueCounts queue() {
        return status.queue();
    }

    @GET
    @Path("services")
    public List<ServiceState> services() {
        return status.services();
    }
}
