package ee.qmail.web.api;

import static ee.qmail.web.api.DomainsResource.required;

import ee.qmail.accounts.People;
import ee.qmail.accounts.People.Person;
import ee.qmail.accounts.People.Powers;
import ee.qmail.caller.Role;
import ee.qmail.checkpassword.NewPassword;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.text.Sentence;
import ee.qmail.web.api.Views.Named;
import ee.qmail.web.api.Views.NewPasswordRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Administrators, and administrators of some domains. */
@Path("people")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class PeopleResource {
    private static final String EXAMPLE = "{\"name\":\"bo\",\"role\":\"domain\",\"domains\":[\"example.org\"]}";

    @Inject
    private People people;

    @Context
    private UriInfo uri;

    @Context
    private Request conditions;

    /**
     * @param role {@code admin} or {@code domain}
     * @param domains of a domain administrator; none for an administrator, who has all
     * @param suspended whether they cannot log in
     */
    public record PersonView(String name, String role, List<String> domains, boolean suspended, Instant created)
            implements Named {
        static PersonView of(Person person) {
            return new PersonView(
                    person.name(),
                    person.powers().role().group(),
                    person.powers().domains(),
                    !person.powers().enabled(),
                    person.created());
        }
    }

    /** @param password one that was made; null if it was given */
    public record PersonMade(String name, String role, List<String> domains, String password) implements Named {}

    /**
     * @param role {@code admin} or {@code domain}
     * @param domains missing: none
     * @param suspended missing: false
     * @param password missing: one is made
     */
    public record PersonRequest(String name, String role, List<String> domains, Boolean suspended, String password) {
        Powers powers() {
            return PeopleResource.powers(role, domains, suspended);
        }
    }

    /** As {@link PersonRequest}, of somebody who is there. */
    public record PowersRequest(String role, List<String> domains, Boolean suspended) {
        Powers powers() {
            return PeopleResource.powers(role, domains, suspended);
        }
    }

    private static Powers powers(String role, List<String> domains, Boolean suspended) {
        return new Powers(
                Role.ofGroup(role).orElseThrow(() -> new InvalidInputException("role", Sentence.of("people.role"))),
                !Boolean.TRUE.equals(suspended),
                domains == null ? List.of() : domains);
    }

    @GET
    public List<PersonView> all() {
        return people.all().stream().map(PersonView::of).toList();
    }

    /** The answer alone has a password that is made. */
    @POST
    @Answer(value = PersonMade.class, status = 201)
    public Response create(PersonRequest request) {
        PersonRequest given = required(request, EXAMPLE);
        String made = given.password() == null ? NewPassword.letters() : null;
        Person person = people.create(given.name(), given.powers(), made == null ? given.password() : made);
        return Response.created(uri.getAbsolutePathBuilder().path("{name}").build(person.name()))
                .entity(new PersonMade(
                        person.name(),
                        person.powers().role().group(),
                        person.powers().domains(),
                        made))
                .build();
    }

    @GET
    @Path("{name}")
    @Answer(value = PersonView.class, tagged = true)
    public Response one(@PathParam("name") String name) {
        return answer(people.person(name));
    }

    @PUT
    @Path("{name}")
    @Answer(value = PersonView.class, tagged = true)
    public Response change(@PathParam("name") String name, PowersRequest request) {
        PowersRequest given = required(request, "{\"role\":\"domain\",\"domains\":[\"example.org\"]}");
        return answer(people.change(name, given.powers(), Conditions.of(conditions)));
    }

    @PUT
    @Path("{name}/password")
    @Answer(value = NewPasswordRequest.class, tagged = true)
    public Response setPassword(@PathParam("name") String name, NewPasswordRequest request) {
        String given = request == null ? null : request.password();
        String made = given == null ? NewPassword.letters() : null;
        Person person = people.setPassword(name, made == null ? given : made, Conditions.of(conditions));
        return Conditions.answer(new NewPasswordRequest(made), Optional.of(person.version()));
    }

    @DELETE
    @Path("{name}")
    public void remove(@PathParam("name") String name) {
        people.delete(name, Conditions.of(conditions));
    }

    private static Response answer(Person person) {
        return Conditions.answer(PersonView.of(person), Optional.of(person.version()));
    }
}
