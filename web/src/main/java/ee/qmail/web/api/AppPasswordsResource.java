package ee.qmail.web.api;

import ee.qmail.accounts.Accounts;
import ee.qmail.caller.Role;
import ee.qmail.directory.AppPassword.Scope;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.web.api.Views.AppPasswordMade;
import ee.qmail.web.api.Views.AppPasswordRequest;
import ee.qmail.web.api.Views.AppPasswordView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** The application passwords of a mailbox. */
@Path("domains/{domain}/mailboxes/{name}/apppasswords")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class AppPasswordsResource {
    @Inject
    private Accounts accounts;

    @PathParam("domain")
    private String domain;

    @PathParam("name")
    private String mailbox;

    @OpenTo(Role.DOMAIN)
    @GET
    public List<AppPasswordView> all() {
        return accounts.appPasswords(domain, mailbox).stream()
                .map(AppPasswordView::of)
                .toList();
    }

    /** The answer alone has the password. */
    @OpenTo(Role.DOMAIN)
    @POST
    @Answer(value = AppPasswordMade.class, status = 201)
    public Response create(AppPasswordRequest request) {
        AppPasswordRequest given = DomainsResource.required(request, "{\"name\":\"phone\",\"scope\":\"both\"}");
        String label = given.scope() == null ? Scope.BOTH.label() : given.scope();
        Scope scope = Scope.of(label)
                .orElseThrow(() -> new InvalidInputException("scope", "scope: must be pop3, submission or both"));
        String password = accounts.createAppPassword(domain, mailbox, given.name(), scope);
        return Response.status(Response.Status.CREATED)
                .entity(new AppPasswordMade(given.name().strip(), label, password))
                .build();
    }

    @OpenTo(Role.DOMAIN)
    @DELETE
    @Path("{label}")
    public void revoke(@PathParam("label") String label) {
        accounts.deleteAppPassword(domain, mailbox, label);
    }
}
