package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.SeenChanges;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.Mailbox;
import ee.qmail.local.LocalDelivery;
import ee.qmail.local.Quotas;
import ee.qmail.revision.Precondition;
import ee.qmail.web.language.Amounts;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.Map;

/** One mailbox: its password, whether it lets anybody in, its end. */
@Named
@RequestScoped
public class MailboxPage {
    @Inject
    private Accounts accounts;

    @Inject
    private Texts texts;

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
        AskedMailbox asked = AskedMailbox.now();
        domain = asked.domain();
        name = asked.name();
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
        password.done("mailbox.password.done", name + "@" + domain, chosen);
        return again();
    }

    public String enable(boolean enabled) {
        if (!Change.tried("login:problems", () -> seen(() -> accounts.setEnabled(domain, name, enabled)))) {
            return null;
        }
        if (enabled) {
            Messages.done("mailbox.login.isAllowed", name + "@" + domain);
        } else {
            Messages.halted("mailbox.login.isBlocked", name + "@" + domain);
        }
        return again();
    }

    /** The octets that it holds, and may hold, in words. */
    public String getSize() throws IOException {
        Amounts amounts = new Amounts(texts);
        String used = amounts.size(quotas.used(mail.maildir(mailbox)));
        return mailbox.getQuota() == null
                ? texts.of("mailbox.quota.unlimited", used)
                : texts.of("mailbox.quota.limited", used, amounts.size(mailbox.getQuota()));
    }

    public long getUsed() throws IOException {
        return quotas.used(mail.maildir(mailbox));
    }

    /** Tells whether a file beside the Maildir says what becomes of its mail: forward, quota and the like do not count then. */
    public boolean isRuledByFile() {
        return LocalDelivery.isRuledByFile(mail.maildir(mailbox));
    }

    private String megabytesSet() {
        return Megabytes.text(mailbox.getQuota());
    }

    public String setNewQuota() {
        String typed = megabytes.strip();
        if (typed.equals(megabytesSet())) {
            return again();
        }
        if (!Megabytes.isOne(typed)) {
            Messages.error("quota:megabytes", "mailbox.quota.wrong", typed);
            return null;
        }
        Long octets = Megabytes.octets(typed);
        if (!Change.tried("quota:megabytes", () -> seen(() -> accounts.setQuota(domain, name, octets)))) {
            return null;
        }
        Messages.done("mailbox.quota.done", name + "@" + domain);
        return again();
    }

    public String getMegabytes() {
        return megabytes;
    }

    public void setMegabytes(String megabytes) {
        this.megabytes = megabytes;
    }

    public String delete() {
        if (!mailbox.getName().equalsIgnoreCase(confirmation.strip())) {
            Messages.error("delete:confirmation", "common.notConfirmed", mailbox.getName());
            return null;
        }
        if (!Change.tried("delete:confirmation", () -> seen(() -> accounts.deleteMailbox(domain, name)))) {
            return null;
        }
        Messages.done("mailbox.delete.done", name + "@" + domain);
        return Pages.open(getBack());
    }

    private String again() {
        return Pages.open(Pages.mailbox(domain, name));
    }

    /** The list from which somebody came, as it was. */
    public String getBack() {
        return Pages.backToDomain(domain);
    }

    /** What the log-in of its user leads to, in words. */
    public String getLogin() {
        if (mailbox.isLoginAllowed()) {
            return texts.of("mailbox.login.allowed");
        }
        return mailbox.isEnabled() ? texts.of("mailbox.login.noPassword") : texts.of("mailbox.login.blocked");
    }

    /** The address of the page of messages with its mail. */
    public String getMessages() {
        return Pages.address(Pages.path("messages"), Map.of("q", mailbox.getAddress()));
    }

    /** The address of the page that sends it a test message. */
    public String getTrial() {
        return Pages.address(Pages.path("try"), Map.of("to", mailbox.getAddress()));
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
