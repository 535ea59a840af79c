package ee.qmail.web.api;

import ee.qmail.accounts.Accounts;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.Mailbox;
import ee.qmail.directory.Rights;
import ee.qmail.local.Quotas;
import ee.qmail.web.api.Views.AliasRequest;
import ee.qmail.web.api.Views.AliasView;
import ee.qmail.web.api.Views.DomainRequest;
import ee.qmail.web.api.Views.DomainView;
import ee.qmail.web.api.Views.MailboxRequest;
import ee.qmail.web.api.Views.MailboxView;
import ee.qmail.web.api.Views.PasswordRequest;
import ee.qmail.web.api.Views.QuotaRequest;
import ee.qmail.web.api.Views.RightsRequest;
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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.List;

/** Domains with their mailboxes and aliases. */
@Path("domains")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DomainsResource {
    @Inject
    private Accounts accounts;

    @Inject
    private Quotas quotas;

    @Inject
    private MailStore mail;

    @Context
    private UriInfo uri;

    @GET
    public List<DomainView> domains() {
        return accounts.domains().stream().map(DomainView::of).toList();
    }

    @POST
    public Response createDomain(DomainRequest request) {
        DomainRequest given = required(request, "{\"name\":\"example.org\"}");
        return created(DomainView.of(accounts.createDomain(given.name())));
    }

    @GET
    @Path("{domain}")
    public DomainView domain(@PathParam("domain") String domain) {
        return DomainView.of(accounts.domain(domain));
    }

    @DELETE
    @Path("{domain}")
    public void deleteDomain(@PathParam("domain") String domain) {
        accounts.deleteDomain(domain);
    }

    @GET
    @Path("{domain}/mailboxes")
    public List<MailboxView> mailboxes(@PathParam("domain") String domain) {
        return accounts.mailboxes(domain).stream().map(MailboxView::of).toList();
    }

    @POST
    @Path("{domain}/mailboxes")
    public Response createMailbox(@PathParam("domain") String domain, MailboxRequest request) {
        MailboxRequest given = required(request, "{\"name\":\"ana\",\"password\":\"...\"}");
        requireOne(given.password(), given.passwordHash());
        Rights rights = given.rights().over(Rights.ALL);
        return created(MailboxView.of(
                given.passwordHash() == null
                        ? accounts.createMailbox(domain, given.name(), given.password(), given.quota(), rights)
                        : accounts.importMailbox(domain, given.name(), given.passwordHash(), given.quota(), rights)));
    }

    @GET
    @Path("{domain}/mailboxes/{name}")
    public MailboxView mailbox(@PathParam("domain") String domain, @PathParam("name") String name) throws IOException {
        Mailbox mailbox = accounts.mailbox(domain, name);
        return MailboxView.of(mailbox, quotas.used(mail.maildir(mailbox)));
    }

    @PUT
    @Path("{domain}/mailboxes/{name}/quota")
    public void setQuota(@PathParam("domain") String domain, @PathParam("name") String name, QuotaRequest request) {
        accounts.setQuota(domain, name, required(request, "{\"quota\":1000000}").quota());
    }

    @PUT
    @Path("{domain}/mailboxes/{name}/rights")
    public void setRights(@PathParam("domain") String domain, @PathParam("name") String name, RightsRequest request) {
        RightsRequest given = required(request, "{\"pop3\":true,\"submission\":true,\"relay\":false}");
        Rights before = accounts.mailbox(domain, name).getRights();
        accounts.setRights(domain, name, given.over(before));
    }

    @PUT
    @Path("{domain}/mailboxes/{name}/password")
    public void setPassword(
            @PathParam("domain") String domain, @PathParam("name") String name, PasswordRequest request) {
        PasswordRequest given = required(request, "{\"password\":\"...\"}");
        requireOne(given.password(), given.passwordHash());
        if (given.passwordHash() == null) {
            accounts.setPassword(domain, name, given.password());
        } else {
            accounts.importPassword(domain, name, given.passwordHash());
        }
    }

    @DELETE
    @Path("{domain}/mailboxes/{name}")
    public void deleteMailbox(@PathParam("domain") String domain, @PathParam("name") String name) {
        accounts.deleteMailbox(domain, name);
    }

    @GET
    @Path("{domain}/aliases")
    public List<AliasView> aliases(@PathParam("domain") String domain) {
        return accounts.aliases(domain).stream().map(AliasView::of).toList();
    }

    @POST
    @Path("{domain}/aliases")
    public Response createAlias(@PathParam("domain") String domain, AliasRequest request) {
        AliasRequest given = required(request, "{\"name\":\"orders\",\"targets\":[\"jms:queue:orders\"]}");
        return created(AliasView.of(accounts.createAlias(domain, given.name(), given.targets())));
    }

    @GET
    @Path("{domain}/aliases/{name}")
    public AliasView alias(@PathParam("domain") String domain, @PathParam("name") String name) {
        return AliasView.of(accounts.alias(domain, name));
    }

    @PUT
    @Path("{domain}/aliases/{name}")
    public AliasView setTargets(
            @PathParam("domain") String domain, @PathParam("name") String name, TargetsRequest request) {
        TargetsRequest given = required(request, "{\"targets\":[\"ana@example.org\",\"jms:queue:orders\"]}");
        return AliasView.of(accounts.setTargets(domain, name, given.targets()));
    }

    @DELETE
    @Path("{domain}/aliases/{name}")
    public void deleteAlias(@PathParam("domain") String domain, @PathParam("name") String name) {
        accounts.deleteAlias(domain, name);
    }

    private static void requireOne(String password, String hash) {
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
