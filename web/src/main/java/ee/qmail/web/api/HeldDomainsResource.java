package ee.qmail.web.api;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.revision.Author;
import ee.qmail.send.HeldDomains;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;

/** Domains to which nothing is sent now. */
@Path("queue/held")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class HeldDomainsResource {
    @Inject
    private HeldDomains held;

    @Context
    private HttpServletRequest caller;

    /** One of them. */
    public record HeldView(String domain) {}

    @GET
    public List<HeldView> list() {
        return held.list().stream().map(HeldView::new).toList();
    }

    /** @param why for the history of {@code control/holdremote}; may be missing */
    @PUT
    @Path("{domain}")
    public List<HeldView> hold(@PathParam("domain") String domain, @QueryParam("why") String why) {
        held.hold(domain, author(why));
        return list();
    }

    /** @param why as above */
    @DELETE
    @Path("{domain}")
    public List<HeldView> release(@PathParam("domain") String domain, @QueryParam("why") String why) {
        if (!held.release(domain, author(why))) {
            throw new NotFoundException(Sentence.of("held.none", domain));
        }
        return list();
    }

    private Author author(String why) {
        return new Author(caller.getUserPrincipal().getName(), Objects.requireNonNullElse(why, ""));
    }
}
