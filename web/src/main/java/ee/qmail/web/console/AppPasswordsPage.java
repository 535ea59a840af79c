package ee.qmail.web.console;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.SeenChanges;
import ee.qmail.directory.AppPassword;
import ee.qmail.directory.AppPassword.Scope;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Rights;
import ee.qmail.revision.Precondition;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;

/** The part of the page of a mailbox that tells what its user may do, and with which passwords of programs. */
@Named
@RequestScoped
public class AppPasswordsPage {
    @Inject
    private Accounts accounts;

    @Inject
    private Texts texts;

    private String domain;
    private String mailbox;
    private List<AppPassword> all = List.of();
    private String name = "";
    private String scope = Scope.BOTH.label();
    private boolean pop3;
    private boolean submission;
    private boolean relay;

    @Inject
    private SeenChanges changes;

    @PostConstruct
    void find() {
        AskedMailbox asked = AskedMailbox.now();
        domain = asked.domain();
        mailbox = asked.name();
        try {
            all = accounts.appPasswords(domain, mailbox);
            Rights rights = accounts.mailbox(domain, mailbox).getRights();
            pop3 = rights.pop3();
            submission = rights.submission();
            relay = rights.relay();
        } catch (NotFoundException | InvalidInputException e) {
            all = List.of(); // MailboxPage answers 404
        }
    }

    public String create() {
        String[] made = new String[1];
        Scope wanted = Scope.of(scope).orElse(Scope.BOTH);
        if (!Change.tried(
                Map.of("name", "apppassword:label"),
                "apppassword:label",
                () -> made[0] = accounts.createAppPassword(domain, mailbox, name, wanted))) {
            return null;
        }
        Messages.done("appPasswords.made", name.strip(), made[0]);
        return again();
    }

    public String revoke(String label) {
        if (!Change.tried("apppasswords:all", () -> accounts.deleteAppPassword(domain, mailbox, label))) {
            return null;
        }
        Messages.done("appPasswords.revoked", label);
        return again();
    }

    public String setRights() {
        Precondition seen = Precondition.seen(Requests.parameter("version"));
        Rights rights = new Rights(pop3, submission, relay);
        if (!Change.tried(
                "rights:pop3",
                () -> changes.ofMailbox(domain, mailbox, seen, () -> accounts.setRights(domain, mailbox, rights)))) {
            return null;
        }
        Messages.done("rights.done", mailbox + "@" + domain);
        return again();
    }

    private String again() {
        return Pages.open(Pages.mailbox(domain, mailbox));
    }

    /** The use of a password, in words. */
    public String scopeOf(AppPassword password) {
        return switch (password.getScope()) {
            case BOTH -> texts.of("appPasswords.scope.both");
            case POP3 -> texts.of("appPasswords.scope.pop3");
            case SUBMISSION -> texts.of("appPasswords.scope.submission");
        };
    }

    public List<AppPassword> getAll() {
        return all;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getScope() {
        return scope;
    }

    public void setScope(String scope) {
        this.scope = scope;
    }

    public boolean isPop3() {
        return pop3;
    }

    public void setPop3(boolean pop3) {
        this.pop3 = pop3;
    }

    public boolean isSubmission() {
        return submission;
    }

    public void setSubmission(boolean submission) {
        this.submission = submission;
    }

    public boolean isRelay() {
        return relay;
    }

    public void setRelay(boolean relay) {
        this.relay = relay;
    }
}
