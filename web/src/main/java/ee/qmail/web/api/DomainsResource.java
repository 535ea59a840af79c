package ee.qmail.web.api;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.CatchAlls;
import ee.qmail.accounts.DomainSummary;
import ee.qmail.accounts.MailboxChanges;
import ee.qmail.accounts.SeenChanges;
import ee.qmail.caller.Role;
import ee.qmail.directory.Alias;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Rights;
import ee.qmail.web.api.MailboxViews.CatchAllView;
import ee.qmail.web.api.MailboxViews.NameRequest;
import ee.qmail.web.api.Views.AliasRequest;
import ee.qmail.web.api.Views.AliasView;
import ee.qmail.web.api.Views.DomainRequest;
import ee.qmail.web.api.Views.DomainView;
import ee.qmail.web.api.Views.MailboxRequest;
import ee.qmail.web.api.Views.MailboxView;
import ee.qmail.web.api.Views.MostQuotaRequest;
import ee.qmail.web.api.Views.TargetsRequest;
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
import java.util.List;
import java.util.Optional;

/** Domains with their mailboxes and aliases. */
@Path("domains")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DomainsResource {
    @Inject
    private Accounts accounts;

    @Inject
    private SeenChanges changes;

    @Inject
    private CatchAlls catchAlls;

    @Inject
    private MailboxChanges entries;

    @Context
    private UriInfo uri;

    @Context
    private Request conditions;

    @OpenTo(Role.DOMAIN)
    @GET
    public List<DomainView> domains() {
        return accounts.domains().stream().map(DomainView::of).toList();
    }

    @POST
    @Answer(value = DomainView.class, status = 201)
    public Response createDomain(DomainRequest request) {
        DomainRequest given = required(request, "{\"name\":\"example.org\"}");
        return created(DomainView.of(accounts.createDomain(given.name())));
    }

    @OpenTo(Role.DOMAIN)
    @GET
    @Path("{domain}")
    @Answer(value = DomainView.class, tagged = true)
    public Response domain(@PathParam("domain") String domain) {
        DomainSummary summary = accounts.domain(domain);
        return Conditions.answer(DomainView.of(summary), Optional.of(summary.version()));
    }

    @DELETE
    @Path("{domain}")
    public void deleteDomain(@PathParam("domain") String domain) {
        changes.ofDomain(domain, Conditions.of(conditions), () -> accounts.deleteDomain(domain));
    }

    @PUT
    @Path("{domain}/mostquota")
    public void setMostQuota(@PathParam("domain") String domain, MostQuotaRequest request) {
        MostQuotaRequest given = required(request, "{\"mostQuota\":1000000000}");
        accounts.setMostQuota(domain, given.mostQuota());
    }

    @OpenTo(Role.DOMAIN)
    @GET
    @Path("{domain}/catchall")
    @Answer(value = CatchAllView.class, tagged = true)
    public Response catchAll(@PathParam("domain") String domain) {
        CatchAlls.CatchAll all = catchAlls.of(domain);
        return Conditions.answer(CatchAllView.of(all), all.version());
    }

    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("{domain}/catchall")
    @Answer(value = CatchAllView.class, tagged = true)
    public Response setCatchAll(@PathParam("domain") String domain, TargetsRequest request) {
        TargetsRequest given = required(request, "{\"targets\":[\"ana@example.org\"]}");
        List<String> targets = given.targets() == null ? List.of() : given.targets();
        catchAlls.set(domain, targets, Conditions.of(conditions));
        return catchAll(domain);
    }

    @OpenTo(Role.DOMAIN)
    @GET
    @Path("{domain}/mailboxes")
    public List<MailboxView> mailboxes(@PathParam("domain") String domain) {
        return accounts.mailboxes(domain).stream().map(MailboxView::of).toList();
    }

    @OpenTo(Role.DOMAIN)
    @POST
    @Path("{domain}/mailboxes")
    @Answer(value = MailboxView.class, status = 201)
    public Response createMailbox(@PathParam("domain") String domain, MailboxRequest request) {
        MailboxRequest given = required(request, "{\"name\":\"ana\",\"password\":\"...\"}");
        requireOne(given.password(), given.passwordHash());
        Rights rights = given.rights().over(Rights.ALL);
        return created(MailboxView.of(
                given.passwordHash() == null
                        ? accounts.createMailbox(domain, given.name(), given.password(), given.quota(), rights)
                        : accounts.importMailbox(domain, given.name(), given.passwordHash(), given.quota(), rights)));
    }

    @OpenTo(Role.DOMAIN)
    @GET
    @Path("{domain}/aliases")
    public List<AliasView> aliases(@PathParam("domain") String domain) {
        return accounts.aliases(domain).stream().map(AliasView::of).toList();
    }

    @OpenTo(Role.DOMAIN)
    @POST
    @Path("{domain}/aliases")
    @Answer(value = AliasView.class, status = 201)
    public Response createAlias(@PathParam("domain") String domain, AliasRequest request) {
        AliasRequest given = required(request, "{\"name\":\"orders\",\"targets\":[\"jms:queue:orders\"]}");
        return created(AliasView.of(accounts.createAlias(domain, given.name(), given.targets())));
    }

    @OpenTo(Role.DOMAIN)
    @GET
    @Path("{domain}/aliases/{name}")
    @Answer(value = AliasView.class, tagged = true)
    public Response alias(@PathParam("domain") String domain, @PathParam("name") String name) {
        Alias alias = accounts.alias(domain, name);
        return Conditions.answer(AliasView.of(alias), Optional.of(alias.getVersion()));
    }

    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("{domain}/aliases/{name}")
    @Answer(value = AliasView.class, tagged = true)
    public Response setTargets(
            @PathParam("domain") String domain, @PathParam("name") String name, TargetsRequest request) {
        TargetsRequest given = required(request, "{\"targets\":[\"ana@example.org\",\"jms:queue:orders\"]}");
        changes.ofAlias(
                domain, name, Conditions.of(conditions), () -> accounts.setTargets(domain, name, given.targets()));
        return alias(domain, name);
    }

    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("{domain}/aliases/{name}/name")
    @Answer(value = AliasView.class, tagged = true)
    public Response renameAlias(
            @PathParam("domain") String domain, @PathParam("name") String name, NameRequest request) {
        NameRequest given = required(request, "{\"name\":\"crew\"}");
        Alias renamed = changes.ofAlias(
                domain, name, Conditions.of(conditions), () -> entries.renameAlias(domain, name, given.name()));
        return alias(domain, renamed.getName());
    }

    @OpenTo(Role.DOMAIN)
    @DELETE
    @Path("{domain}/aliases/{name}")
    public void deleteAlias(@PathParam("domain") String domain, @PathParam("name") String name) {
        changes.ofAlias(domain, name, Conditions.of(conditions), () -> {
            accounts.deleteAlias(domain, name);
            return null;
        });
    }

    static void requireOne(String password, String hash) {
        if (password != null && hash != null) {
            throw new InvalidInputException("password, passwordHash: must not be given both");
        }
    }

    private Response created(Views.Named view) {
        return Response.created(uri.getAbsolutePathBuilder().path("{name}").build(view.name()))
                .entity(view)
                .build();
    }

    static <T> T required(T body, String example) {
        if (body == null) {
            throw new InvalidInputException("body: missing; must be a JSON object such as " + example);
        }
        return body;
    }
}
