package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.directory.Alias;
import ee.qmail.directory.InvalidInputException;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;

/** One alias: where it leads, a change of that, and its end. */
@Named
@RequestScoped
public class AliasPage {
    @Inject
    private Accounts accounts;

    private String domain;
    private String name;
    private Alias alias;
    private String targets = "";

    @PostConstruct
    void find() {
        domain = Requests.parameter("domain");
        name = Requests.parameter("name");
        try {
            alias = accounts.alias(domain, name);
            targets = Targets.toLines(alias.getTargets());
        } catch (NotFoundException | InvalidInputException e) {
            alias = null; // load() answers 404
        }
    }

    public void load() throws IOException {
        if (alias == null) {
            Requests.notFound("no such alias");
        }
    }

    public String save() {
        if (!Change.tried("edit:targets", () -> accounts.setTargets(domain, name, Targets.ofLines(targets)))) {
            return null;
        }
        Messages.done("Mail to " + alias.getAddress() + " goes where you said from now on.");
        return "domain?faces-redirect=true&domain=" + domain;
    }

    public String delete() {
        if (!Change.tried(null, () -> accounts.deleteAlias(domain, name))) {
            return null;
        }
        Messages.done("Alias " + name + "@" + domain + " is deleted.");
        return "domain?faces-redirect=true&domain=" + domain;
    }

    public String getTargets() {
        return targets;
    }

    public void setTargets(String targets) {
        this.targets = targets;
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
