package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.DomainSummary;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** All domains. */
@Named
@RequestScoped
public class DomainsPage {
    @Inject
    private Accounts accounts;

    private List<DomainSummary> domains;
    private String name = "";

    @PostConstruct
    void load() {
        domains = accounts.domains();
    }

    public String create() {
        String wanted = name.strip();
        if (!Change.tried("create:name", () -> accounts.createDomain(wanted))) {
            return null;
        }
        Messages.done("Domain " + wanted + " is created and takes mail now.");
        return "domain?faces-redirect=true&domain=" + wanted;
    }

    public List<DomainSummary> getDomains() {
        return domains;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }
}
