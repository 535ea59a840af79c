package ee.qmail.web.api;

import static ee.qmail.web.api.DomainsResource.requireOne;
import static ee.qmail.web.api.DomainsResource.required;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.MailboxChanges;
import ee.qmail.accounts.SeenChanges;
import ee.qmail.caller.Role;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.Mailbox;
import ee.qmail.directory.Rights;
import ee.qmail.local.Quotas;
import ee.qmail.vacation.Vacation;
import ee.qmail.vacation.Vacations;
import ee.qmail.web.api.MailboxViews.DisplayNameRequest;
import ee.qmail.web.api.MailboxViews.ForwardRequest;
import ee.qmail.web.api.MailboxViews.NameRequest;
import ee.qmail.web.api.MailboxViews.SuspendedRequest;
import ee.qmail.web.api.MailboxViews.VacationView;
import ee.qmail.web.api.Views.MailboxView;
import ee.qmail.web.api.Views.PasswordRequest;
import ee.qmail.web.api.Views.QuotaRequest;
import ee.qmail.web.api.Views.RightsRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;

/** One mailbox. */
@Path("domains/{domain}/mailboxes/{name}")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class MailboxResource {
    @Inject
    private Accounts accounts;

    @Inject
    private MailboxChanges mailboxes;

    @Inject
    private SeenChanges changes;

    @Inject
    private Vacations vacations;

    @Inject
    private Quotas quotas;

    @Inject
    private MailStore mail;

    @Context
    private Request conditions;

    @PathParam("domain")
    private String domain;

    @PathParam("name")
    private String name;

    @OpenTo(Role.DOMAIN)
    @GET
    @Answer(value = MailboxView.class, tagged = true)
    public Response mailbox() throws IOException {
        return answer(accounts.mailbox(domain, name));
    }

    private Response answer(Mailbox mailbox) throws IOException {
        MailboxView view = MailboxView.of(mailbox, quotas.used(mail.maildir(mailbox)));
        return Conditions.answer(view, Optional.of(mailbox.getVersion()));
    }

    private void change(Runnable change) {
        changes.ofMailbox(domain, name, Conditions.of(conditions), change);
    }

    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("quota")
    public void setQuota(QuotaRequest request) {
        QuotaRequest given = required(request, "{\"quota\":1000000}");
        change(() -> accounts.setQuota(domain, name, given.quota()));
    }

    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("rights")
    public void setRights(RightsRequest request) {
        RightsRequest given = required(request, "{\"pop3\":true,\"submission\":true,\"relay\":false}");
        change(() -> {
            Rights before = accounts.mailbox(domain, name).getRights();
            accounts.setRights(domain, name, given.over(before));
        });
    }

    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("password")
    public void setPassword(PasswordRequest request) {
        PasswordRequest given = required(request, "{\"password\":\"...\"}");
        requireOne(given.password(), given.passwordHash());
        change(() -> {
            if (given.passwordHash() == null) {
                accounts.setPassword(domain, name, given.password());
            } else {
                accounts.importPassword(domain, name, given.passwordHash());
            }
        });
    }

    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("suspended")
    public void setSuspended(SuspendedRequest request) {
        SuspendedRequest given = required(request, "{\"suspended\":true}");
        change(() -> accounts.setEnabled(domain, name, !given.isSuspended()));
    }

    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("forward")
    public void setForward(ForwardRequest request) {
        ForwardRequest given = required(request, "{\"targets\":[\"ana@example.net\"],\"keep\":true}");
        change(() -> mailboxes.setForward(domain, name, given.targets(), given.isKept()));
    }

    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("displayname")
    public void setDisplayName(DisplayNameRequest request) {
        DisplayNameRequest given = required(request, "{\"displayName\":\"Ana N\"}");
        change(() -> mailboxes.setDisplayName(domain, name, given.displayName()));
    }

    @OpenTo(Role.DOMAIN)
    @GET
    @Path("vacation")
    @Answer(value = VacationView.class, tagged = true)
    public Response vacation() {
        Vacation now = vacations.of(domain, name);
        return Conditions.answer(
                VacationView.of(now), Optional.of(accounts.mailbox(domain, name).getVersion()));
    }

    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("vacation")
    @Answer(value = VacationView.class, tagged = true)
    public Response setVacation(VacationView request) {
        VacationView given = required(request, "{\"active\":true,\"text\":\"I am back on Monday.\"}");
        change(() -> vacations.set(domain, name, given.vacation()));
        return vacation();
    }

    /** Answers with the mailbox under its new name. */
    @OpenTo(Role.DOMAIN)
    @PUT
    @Path("name")
    @Answer(value = MailboxView.class, tagged = true)
    public Response rename(NameRequest request) throws IOException {
        NameRequest given = required(request, "{\"name\":\"anna\",\"alias\":true}");
        String[] renamed = {name};
        change(() -> renamed[0] = mailboxes
                .renameMailbox(domain, name, given.name(), given.isAliasLeft())
                .getName());
        return answer(accounts.mailbox(domain, renamed[0]));
    }

    @OpenTo(Role.DOMAIN)
    @DELETE
    public void deleteMailbox() {
        change(() -> accounts.deleteMailbox(domain, name));
    }
}
