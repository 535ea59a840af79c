package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.DomainSummary;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.SeenChanges;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.revision.Precondition;
import ee.qmail.web.autoconfig.DnsRecords;
import ee.qmail.web.autoconfig.MailServers;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A domain with its mailboxes and aliases. */
@Named
@RequestScoped
public class DomainPage {
    private static final Map<String, Comparator<AddressRow>> ORDERS = orders();

    @Inject
    private Accounts accounts;

    @Inject
    private Texts texts;

    @Inject
    private SeenChanges changes;

    @Inject
    private MailServers servers;

    private String domain;
    private String version;
    private Listing<AddressRow> addresses;

    private String mailboxName = "";
    private final PasswordField password = new PasswordField();
    private String aliasName = "";
    private String aliasTargets = "";
    private String confirmation = "";
    private String megabytes = "";

    @PostConstruct
    void find() {
        try {
            DomainSummary summary = accounts.domain(Requests.parameter("domain"));
            domain = summary.name();
            version = summary.version();
            megabytes = Megabytes.text(summary.mostQuota());
            addresses = listing();
        } catch (NotFoundException | InvalidInputException e) {
            domain = null; // load() answers 404
        }
    }

    private Listing<AddressRow> listing() {
        Stream<AddressRow> mailboxes = accounts.mailboxes(domain).stream().map(each -> AddressRow.of(each, texts));
        Stream<AddressRow> aliases = accounts.aliases(domain).stream().map(each -> AddressRow.of(each, texts));
        return new Listing<>(
                Pages.path("domain"),
                Map.of("domain", domain),
                Listing.place(),
                Stream.concat(mailboxes, aliases).toList(),
                AddressRow::words,
                ORDERS);
    }

    private static Map<String, Comparator<AddressRow>> orders() {
        Comparator<AddressRow> byAddress = Comparator.comparing(AddressRow::address);
        Map<String, Comparator<AddressRow>> orders = new LinkedHashMap<>();
        orders.put("address", byAddress);
        orders.put("kind", Comparator.comparing(AddressRow::kind).thenComparing(byAddress));
        orders.put("created", Comparator.comparing(AddressRow::created).thenComparing(byAddress));
        return orders;
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
        password.done("domain.mailbox.done", name + "@" + domain, chosen);
        return again();
    }

    public String createAlias() {
        String name = aliasName.strip();
        List<String> targets = Targets.ofLines(aliasTargets);
        if (!Change.tried(
                Map.of("targets", "alias:targets"), "alias:name", () -> accounts.createAlias(domain, name, targets))) {
            return null;
        }
        Messages.done("domain.alias.done", name + "@" + domain);
        return again();
    }

    public String delete() {
        if (!domain.equalsIgnoreCase(confirmation.strip())) {
            Messages.error("delete:confirmation", "common.notConfirmed", domain);
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
        Messages.done("domain.delete.done", domain);
        return "domains?faces-redirect=true";
    }

    public String setMostQuota() {
        String typed = megabytes.strip();
        if (!Megabytes.isOne(typed)) {
            Messages.error("most:megabytes", "domain.most.wrong", typed);
            return null;
        }
        if (!Change.tried("most:megabytes", () -> accounts.setMostQuota(domain, Megabytes.octets(typed)))) {
            return null;
        }
        Messages.done("domain.most.done", domain);
        return again();
    }

    public String getMegabytes() {
        return megabytes;
    }

    public void setMegabytes(String megabytes) {
        this.megabytes = megabytes;
    }

    private String again() {
        return Pages.open(Pages.backToDomain(domain));
    }

    /** Of the list of what is in it. */
    public String getVersion() {
        return version;
    }

    /** The address of the page that makes addresses from a table. */
    public String getImporting() {
        return Pages.importing(domain);
    }

    public String getDomain() {
        return domain;
    }

    /** Mailboxes and aliases. */
    public Listing<AddressRow> getAddresses() {
        return addresses;
    }

    /** The lines of the zone file, empty while this host has no name. */
    public String getDnsRecords() {
        return servers.of(domain)
                .map(server -> String.join("\n", DnsRecords.of(server)))
                .orElse("");
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
