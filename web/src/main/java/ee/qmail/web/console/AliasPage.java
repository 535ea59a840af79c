package ee.qmail.web.console;

import ee.qmail.users.Accounts;
import ee.qmail.users.Alias;
import ee.qmail.users.InvalidInputException;
import ee.qmail.users.NotFoundException;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;

/** One alias: where it leads, and its end. */
@Named
@RequestScoped
public class AliasPage {
    @Inject
    private Accounts accounts;

    private String domain;
    private String name;
    private Alias alias;

    @PostConstruct
    void find() {
        domain = Requests.parameter("domain");
        name = Requests.parameter("name");
        try {
            alias = accounts.alias(domain, name);
        } catch (NotFoundException | InvalidInputException e) {
            alias = null; // load() answers 404
        }
    }

    public void load() throws IOException {
        if (alias == null) {
            Requests.notFound("no such alias");
        }
    }

    public String delete() {
        if (!Change.tried(null, () -> accounts.deleteAlias(domain, name))) {
            return null;
        }
        Messages.done("Alias " + name + "@" + domain + " is deleted.");
        return "domain?faces-redirect=true&domain=" + domain;
    }

    public Alias getAlias() {
        return alias;
    }

    public String getDomain() {
        return domain;
    }

    public String getName() {
        return name;
    }
}
