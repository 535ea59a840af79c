package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.SeenChanges;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.Mailbox;
import ee.qmail.local.Quotas;
import ee.qmail.revision.Precondition;
import ee.qmail.web.Amounts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;

/** One mailbox: its password, whether it lets anybody in, its end. */
@Named
@RequestScoped
public class MailboxPage {
    private static final long MEGABYTE = 1_000_000;

    @Inject
    private Accounts accounts;

    @Inject
    private SeenChanges changes;

    @Inject
    private Quotas quotas;

    @Inject
    private MailStore mail;

    private String domain;
    private String name;
    private Mailbox mailbox;
    private final PasswordField password = new PasswordField();
    private String megabytes = "";
    private String confirmation = "";

    @PostConstruct
    void find() {
        domain = Requests.parameter("domain");
        name = Requests.parameter("name");
        try {
            mailbox = accounts.mailbox(domain, name);
            megabytes = megabytesSet();
        } catch (NotFoundException | InvalidInputException e) {
            mailbox = null; // load() answers 404
        }
    }

    public void load() throws IOException {
        if (mailbox == null) {
            Requests.notFound("no such mailbox");
        }
    }

    /** In the version that the form was shown with. */
    private void seen(Runnable change) {
        changes.ofMailbox(domain, name, Precondition.seen(Requests.parameter("version")), change);
    }

    public String setNewPassword() {
        if (!password.requireValid("password:typed")) {
            return null;
        }
        String chosen = password.take();
        if (!Change.tried("password:typed", () -> seen(() -> accounts.setPassword(domain, name, chosen)))) {
            return null;
        }
        Messages.done("The password of " + name + "@" + domain + " is changed." + password.announcement(chosen));
        return backToDomain();
    }

    public String enable(boolean enabled) {
        if (!Change.tried("login:problems", () -> seen(() -> accounts.setEnabled(domain, name, enabled)))) {
            return null;
        }
        Messages.done(name + "@" + domain + (enabled ? ": log-in is allowed." : ": log-in is blocked; mail is kept."));
        return backToDomain();
    }

    /** Octets the mailbox holds, in words. */
    public String getUsed() throws IOException {
        return Amounts.size(quotas.used(mail.maildir(mailbox)));
    }

    /** Rounded up; one set elsewhere may have been given to the octet. */
    private String megabytesSet() {
        return mailbox.getQuota() == null ? "" : Long.toString((mailbox.getQuota() + MEGABYTE - 1) / MEGABYTE);
    }

    public String setNewQuota() {
        if (megabytes.strip().equals(megabytesSet())) {
            return backToDomain();
        }
        if (!Change.tried(
                "quota:megabytes", () -> seen(() -> accounts.setQuota(domain, name, octets(megabytes.strip()))))) {
            return null;
        }
        Messages.done("The quota of " + name + "@" + domain + " is changed.");
        return backToDomain();
    }

    private static Long octets(String megabytes) {
        if (megabytes.isEmpty()) {
            return null;
        }
        if (!megabytes.matches("[0-9]{1,9}") || Long.parseLong(megabytes) == 0) {
            throw new InvalidInputException(
                    "quota '" + megabytes + "': must be a whole number of MB, or empty for no limit");
        }
        return Long.parseLong(megabytes) * MEGABYTE;
    }

    public String getMegabytes() {
        return megabytes;
    }

    public void setMegabytes(String megabytes) {
        this.megabytes = megabytes;
    }

    public String delete() {
        if (!mailbox.getName().equalsIgnoreCase(confirmation.strip())) {
            Messages.error("delete:confirmation", "Type " + mailbox.getName() + " to confirm. Nothing was deleted.");
            return null;
        }
        if (!Change.tried("delete:confirmation", () -> seen(() -> accounts.deleteMailbox(domain, name)))) {
            return null;
        }
        Messages.done("Mailbox " + name + "@" + domain + " is deleted. Its mail is kept under mail/.deleted.");
        return backToDomain();
    }

    /** The octets it may hold, in words. */
    public String getLimit() {
        return mailbox.getQuota() == null ? "has no limit" : "may hold " + Amounts.size(mailbox.getQuota());
    }

    private String backToDomain() {
        return "domain?faces-redirect=true&domain=" + domain;
    }

    public boolean isPostmaster() {
        return mailbox != null && mailbox.getName().equals("postmaster");
    }

    public Mailbox getMailbox() {
        return mailbox;
    }

    public String getDomain() {
        return domain;
    }

    public String getName() {
        return name;
    }

    public PasswordField getPassword() {
        return password;
    }

    public String getConfirmation() {
        return confirmation;
    }

    public void setConfirmation(String confirmation) {
        this.confirmation = confirmation;
    }
}
