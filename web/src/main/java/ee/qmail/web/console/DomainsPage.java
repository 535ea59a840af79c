package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.DomainSummary;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** All domains. */
@Named
@RequestScoped
public class DomainsPage {
    private static final Map<String, Comparator<DomainSummary>> ORDERS = orders();

    @Inject
    private Accounts accounts;

    private Listing<DomainSummary> domains;
    private String name = "";

    @PostConstruct
    void load() {
        domains = new Listing<>(
                Pages.path("domains"),
                Map.of(),
                Listing.place(),
                accounts.domains(),
                domain -> domain.name() + " " + domain.unicodeName(),
                ORDERS);
    }

    private static Map<String, Comparator<DomainSummary>> orders() {
        Comparator<DomainSummary> byName = Comparator.comparing(DomainSummary::name);
        Map<String, Comparator<DomainSummary>> orders = new LinkedHashMap<>();
        orders.put("name", byName);
        orders.put("mailboxes", Comparator.comparing(DomainSummary::mailboxes).thenComparing(byName));
        orders.put("aliases", Comparator.comparing(DomainSummary::aliases).thenComparing(byName));
        orders.put("created", Comparator.comparing(DomainSummary::created).thenComparing(byName));
        return orders;
    }

    /** The address of the page of a domain. */
    public String linkTo(String domain) {
        return Pages.domain(domain);
    }

    public String create() {
        String wanted = name.strip();
        if (!Change.tried("create:name", () -> accounts.createDomain(wanted))) {
            return null;
        }
        Messages.done("domains.done", wanted);
        return Pages.open(Pages.domain(wanted));
    }

    public Listing<DomainSummary> getDomains() {
        return domains;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }
}
