package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.MailboxChanges;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.SeenChanges;
import ee.qmail.directory.Alias;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.revision.LineDiff;
import ee.qmail.revision.Precondition;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** One alias: where it leads, a change of that, and its end. */
@Named
@RequestScoped
public class AliasPage {
    /** A list of targets has few lines. */
    private static final int MOST_LINES = 200;

    @Inject
    private Accounts accounts;

    @Inject
    private SeenChanges changes;

    private String domain;
    private String name;
    private Alias alias;
    private String targets = "";
    private String newName = "";
    private boolean isRefused;

    @Inject
    private MailboxChanges entries;

    @PostConstruct
    void find() {
        domain = Requests.parameter("domain");
        name = Requests.parameter("name");
        try {
            alias = accounts.alias(domain, name);
            targets = Targets.toLines(alias.getTargets());
            newName = alias.getName();
        } catch (NotFoundException | InvalidInputException e) {
            alias = null; // load() answers 404
        }
    }

    public void load() throws IOException {
        if (alias == null) {
            Requests.notFound("no such alias");
        }
    }

    /** In the version that the form was shown with. */
    private void seen(Supplier<Alias> change) {
        changes.ofAlias(domain, name, Precondition.seen(Requests.parameter("version")), change);
    }

    /** The targets that are there now and that the form was not shown with, after a save that others have come before. */
    public List<LineDiff.Line> getTheirs() {
        String base = Requests.parameter("base").replace("\r\n", "\n");
        return isRefused ? LineDiff.of(base, Targets.toLines(alias.getTargets()), MOST_LINES) : List.of();
    }

    /** The targets that are there. */
    public String getBase() {
        return Targets.toLines(alias.getTargets());
    }

    public String save() {
        if (!Change.tried(
                "edit:targets", () -> seen(() -> accounts.setTargets(domain, name, Targets.ofLines(targets))))) {
            isRefused = true;
            return null;
        }
        Messages.done("alias.done", alias.getAddress());
        return Pages.open(Pages.backToDomain(domain));
    }

    public String rename() {
        String[] renamed = {name};
        if (!Change.tried(
                "rename:new",
                () -> seen(() -> {
                    Alias changed = entries.renameAlias(domain, name, newName.strip());
                    renamed[0] = changed.getName();
                    return changed;
                }))) {
            return null;
        }
        Messages.done("rename.aliasDone", name + "@" + domain, renamed[0] + "@" + domain);
        return Pages.open(Pages.ofEntry("alias", domain, renamed[0]));
    }

    public String getNewName() {
        return newName;
    }

    public void setNewName(String newName) {
        this.newName = newName;
    }

    public String delete() {
        if (!Change.tried(
                null,
                () -> seen(() -> {
                    accounts.deleteAlias(domain, name);
                    return null;
                }))) {
            return null;
        }
        Messages.done("alias.delete.done", name + "@" + domain);
        return Pages.open(Pages.backToDomain(domain));
    }

    /** The list from which somebody came, as it was. */
    public String getBack() {
        return Pages.backToDomain(domain);
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
