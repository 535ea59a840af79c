package ee.qmail.web.console;

import ee.qmail.users.Accounts;
import ee.qmail.users.Alias;
import ee.qmail.users.InvalidInputException;
import ee.qmail.users.NotFoundException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
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

    /** Answers 404 for an alias that is not there. */
    public void load() throws IOException {
        try {
            alias = accounts.alias(domain, name);
        } catch (NotFoundException | InvalidInputException e) {
            FacesContext faces = FacesContext.getCurrentInstance();
            faces.getExternalContext().responseSendError(404, "no such alias");
            faces.responseComplete();
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

    public void setDomain(String domain) {
        this.domain = domain;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }
}
