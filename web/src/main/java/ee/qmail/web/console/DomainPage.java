package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.DomainSummary;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.SeenChanges;
import ee.qmail.directory.Alias;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Mailbox;
import ee.qmail.revision.Precondition;
import ee.qmail.web.autoconfig.DnsRecords;
import ee.qmail.web.autoconfig.MailServers;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A domain with its mailboxes and aliases. */
@Named
@RequestScoped
public class DomainPage {
    @Inject
    private Accounts accounts;

    @Inject
    private SeenChanges changes;

    @Inject
    private MailServers servers;

    private String domain;
    private String version;
    private List<Mailbox> mailboxes = List.of();
    private List<Alias> aliases = List.of();

    private String mailboxName = "";
    private final PasswordField password = new PasswordField();
    private String aliasName = "";
    private String aliasTargets = "";
    private String confirmation = "";

    @PostConstruct
    void find() {
        try {
            DomainSummary summary = accounts.domain(Requests.parameter("domain"));
            domain = summary.name();
            version = summary.version();
            mailboxes = accounts.mailboxes(domain);
            aliases = accounts.aliases(domain);
        } catch (NotFoundException | InvalidInputException e) {
            domain = null; // load() answers 404
        }
    }

    public void load() throws IOException {
        if (domain == null) {
            Requests.notFound("no such domain");
        }
    }

    public String createMailbox() {
        String name = mailboxName.strip();
        if (!password.requireValid("mailbox:typed")) {
            return null;
        }
        String chosen = password.take();
        if (!Change.tried(
                Map.of("password", "mailbox:typed"),
                "mailbox:name",
                () -> accounts.createMailbox(domain, name, chosen))) {
            return null;
        }
        Messages.done("Mailbox " + name + "@" + domain + " is created." + password.announcement(chosen));
        return again();
    }

    public String createAlias() {
        String name = aliasName.strip();
        List<String> targets = Targets.ofLines(aliasTargets);
        if (!Change.tried(
                Map.of("targets", "alias:targets"), "alias:name", () -> accounts.createAlias(domain, name, targets))) {
            return null;
        }
        Messages.done("Alias " + name + "@" + domain + " is created.");
        return again();
    }

    public String delete() {
        if (!domain.equalsIgnoreCase(confirmation.strip())) {
            Messages.error("delete:confirmation", "Type " + domain + " to confirm. Nothing was deleted.");
            return null;
        }
        if (!Change.tried(
                "delete:confirmation",
                () -> changes.ofDomain(
                        domain,
                        Precondition.seen(Requests.parameter("version")),
                        () -> accounts.deleteDomain(domain)))) {
            return null;
        }
        Messages.done("Domain " + domain + " is deleted. Its mail is kept under mail/.deleted.");
        return "domains?faces-redirect=true";
    }

    private String again() {
        return "domain?faces-redirect=true&domain=" + domain;
    }

    /** Of the list of what is in it. */
    public String getVersion() {
        return version;
    }

    public String getDomain() {
        return domain;
    }

    public List<Mailbox> getMailboxes() {
        return mailboxes;
    }

    /** The lines of the zone file, empty while this host has no name. */
    public String getDnsRecords() {
        return servers.of(domain)
                .map(server -> String.join("\n", DnsRecords.of(server)))
                .orElse("");
    }

    public List<Alias> getAliases() {
        return aliases;
    }

    public String getMailboxName() {
        return mailboxName;
    }

    public void setMailboxName(String mailboxName) {
        this.mailboxName = mailboxName;
    }

    public PasswordField getPassword() {
        return password;
    }

    public String getAliasName() {
        return aliasName;
    }

    public void setAliasName(String aliasName) {
        this.aliasName = aliasName;
    }

    public String getAliasTargets() {
        return aliasTargets;
    }

    public void setAliasTargets(String aliasTargets) {
        this.aliasTargets = aliasTargets;
    }

    public String getConfirmation() {
        return confirmation;
    }

    public void setConfirmation(String confirmation) {
        this.confirmation = confirmation;
    }
}
