package ee.qmail.web.api;

import ee.qmail.caller.Role;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.web.Problem;
import ee.qmail.web.api.Views.PasswordChangeRequest;
import ee.qmail.web.security.Logins;
import ee.qmail.web.security.PasswordChange;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The administrators, who may use the console and this API. */
@Path("administrators")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class AdministratorsResource {
    @Inject
    private PasswordChange change;

    @Context
    private HttpServletRequest http;

    /**
     * The current password is asked for once more: a script's configuration in wrong hands must not lock its owner out.
     */
    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("{name}/password")
    @Answer(value = Void.class, status = 204)
    public Response changePassword(@PathParam("name") String name, PasswordChangeRequest request) {
        PasswordChangeRequest given = DomainsResource.required(request, "{\"current\":\"...\",\"password\":\"...\"}");
        if (given.current() == null) {
            throw new InvalidInputException("current", "current: missing; must be the password that holds now");
        }
        Logins.Answer answer = change.make(http, name, given.current(), given.password());
        if (answer.accepted()) {
            return Response.noContent().build();
        }
        if (answer.secondsToWait() > 0) {
            return Response.fromResponse(Problem.tooManyWrongPasswords(answer.secondsToWait())
                            .response())
                    .header("Retry-After", answer.secondsToWait())
                    .build();
        }
        return new Problem(403, "current: is wrong; must be the password of this administrator that holds now")
                .response();
    }
}
