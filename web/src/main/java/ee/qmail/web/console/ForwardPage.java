package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.MailboxChanges;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.SeenChanges;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Mailbox;
import ee.qmail.revision.Precondition;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;

/** On the page of a mailbox: where its mail is sent on, what its owner is called, and another name for it. */
@Named
@RequestScoped
public class ForwardPage {
    @Inject
    private Accounts accounts;

    @Inject
    private MailboxChanges mailboxes;

    @Inject
    private SeenChanges changes;

    private String domain;
    private String name;
    private String targets = "";
    private boolean kept;
    private String displayName = "";
    private String newName = "";
    private boolean aliasLeft = true;

    @PostConstruct
    void find() {
        AskedMailbox asked = AskedMailbox.now();
        domain = asked.domain();
        name = asked.name();
        try {
            Mailbox mailbox = accounts.mailbox(domain, name);
            targets = Targets.toLines(mailbox.getForward().targets());
            kept = mailbox.getForward().keeps();
            displayName = mailbox.getDisplayName() == null ? "" : mailbox.getDisplayName();
            newName = mailbox.getName();
        } catch (NotFoundException | InvalidInputException e) {
            name = ""; // MailboxPage answers 404
        }
    }

    /** In the version that the form was shown with. */
    private void seen(Runnable change) {
        changes.ofMailbox(domain, name, Precondition.seen(Requests.parameter("version")), change);
    }

    public String setForward() {
        List<String> wanted = Targets.ofLines(targets);
        if (!Change.tried("forward:targets", () -> seen(() -> mailboxes.setForward(domain, name, wanted, kept)))) {
            return null;
        }
        String done = wanted.isEmpty() ? "forward.ended" : kept ? "forward.both" : "forward.only";
        Messages.done(done, name + "@" + domain);
        return again(name);
    }

    public String setOwner() {
        if (!Change.tried(
                Map.of("displayName", "owner:display"),
                "owner:display",
                () -> seen(() -> mailboxes.setDisplayName(domain, name, displayName)))) {
            return null;
        }
        Messages.done("owner.done", name + "@" + domain);
        return again(name);
    }

    public String rename() {
        String[] renamed = {name};
        if (!Change.tried(
                "rename:new",
                () -> seen(() -> renamed[0] = mailboxes
                        .renameMailbox(domain, name, newName.strip(), aliasLeft)
                        .getName()))) {
            return null;
        }
        Messages.done("rename.done", name + "@" + domain, renamed[0] + "@" + domain);
        return again(renamed[0]);
    }

    private String again(String mailbox) {
        return Pages.open(Pages.mailbox(domain, mailbox));
    }

    public String getTargets() {
        return targets;
    }

    public void setTargets(String targets) {
        this.targets = targets;
    }

    public boolean isKept() {
        return kept;
    }

    public void setKept(boolean kept) {
        this.kept = kept;
    }

    public String getDisplayName() {
        return displayName;
    }

    public void setDisplayName(String displayName) {
        this.displayName = displayName;
    }

    public String getNewName() {
        return newName;
    }

    public void setNewName(String newName) {
        this.newName = newName;
    }

    public boolean isAliasLeft() {
        return aliasLeft;
    }

    public void setAliasLeft(boolean aliasLeft) {
        this.aliasLeft = aliasLeft;
    }
}
