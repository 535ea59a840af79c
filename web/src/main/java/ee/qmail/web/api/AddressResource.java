package ee.qmail.web.api;

import ee.qmail.caller.Role;
import ee.qmail.local.AddressTrace;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Tells where mail for an address goes. */
@Path("addresses")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AddressResource {
    @Inject
    private AddressTrace trace;

    /** Traces an address without any mail. */
    @OpenTo(Role.DOMAIN)
    @GET
    @Path("{address}")
    public AddressTrace.Trace address(@PathParam("address") String address) {
        return trace.of(address);
    }
}
