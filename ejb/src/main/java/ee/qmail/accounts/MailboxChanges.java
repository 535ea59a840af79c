package ee.qmail.accounts;

import ee.qmail.accounts.AccountChange.Action;
import ee.qmail.accounts.AccountChange.Kind;
import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.directory.Alias;
import ee.qmail.directory.Domain;
import ee.qmail.directory.Forward;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.MailStore.Renaming;
import ee.qmail.directory.Mailbox;
import ee.qmail.directory.Names;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Changes of a mailbox or an alias beside those of {@link Accounts}, with the same rules: another name, where mail is sent on, what the owner is called.
 */
@ApplicationScoped
@Transactional
public class MailboxChanges {
    private static final Logger LOG = Logger.getLogger(MailboxChanges.class.getName());

    private final AccountRows rows;
    private final Accounts accounts;
    private final MailStore mail;
    private final TransactionEnd transaction;

    /** For the container's proxies. */
    protected MailboxChanges() {
        this(null, null, null, null);
    }

    @Inject
    public MailboxChanges(AccountRows rows, Accounts accounts, MailStore mail, TransactionEnd transaction) {
        this.rows = rows;
        this.accounts = accounts;
        this.mail = mail;
        this.transaction = transaction;
    }

    /** @param displayName 64 characters at most; null or blank: none */
    @Audited(value = Deed.MAILBOX_OWNER, to = Thing.ADDRESS, detail = 2)
    public void setDisplayName(String domain, String name, String displayName) {
        Accounts.managed(domain);
        String checked = Names.displayName(displayName);
        Mailbox mailbox = accounts.mailbox(domain, name);
        mailbox.setDisplayName(checked);
        accounts.changed(mailbox);
    }

    /**
     * Sends the mail of a mailbox on from now on.
     *
     * @param targets as of an alias, at most 20; none: nowhere, and the mail is kept
     * @param keeps whether the mailbox has it as well
     */
    @Audited(
            value = Deed.MAILBOX_FORWARD,
            to = Thing.ADDRESS,
            detail = {2, 3})
    public void setForward(String domain, String name, List<String> targets, boolean keeps) {
        Mailbox mailbox = accounts.mailbox(domain, name);
        String address = mailbox.getAddress();
        List<String> checked = targets == null || targets.isEmpty() ? List.of() : Names.forwards(address, targets);
        Accounts.requirePermitted(mailbox.getForward().targets(), checked);
        accounts.requireNoLoop(address, checked);
        mailbox.setForward(new Forward(checked, keeps));
        accounts.changed(mailbox);
    }

    /** @param answering whether mail is answered while the owner is away, as {@code ee.qmail.vacation} says */
    public void setAnswering(String domain, String name, boolean answering) {
        Mailbox mailbox = accounts.mailbox(domain, name);
        mailbox.setAnswering(answering);
        accounts.changed(mailbox);
    }

    /**
     * Gives a mailbox another name, with its mail, passwords and all; but not a domain's postmaster.
     *
     * @param staysAsAlias whether mail for the name before goes to the mailbox still
     */
    @Audited(value = Deed.MAILBOX_RENAMED, to = Thing.ADDRESS, detail = 2)
    public Mailbox renameMailbox(String domain, String name, String wanted, boolean staysAsAlias) {
        Accounts.managed(domain);
        Mailbox mailbox = accounts.mailbox(domain, name);
        String before = mailbox.getName();
        String after = Names.name("mailbox", wanted);
        if (before.equals(after)) {
            return mailbox;
        }
        if (before.equals(Accounts.POSTMASTER)) {
            throw new InvalidInputException("name", Sentence.of("account.postmasterName", mailbox.getAddress()));
        }
        Domain existing = accounts.existingDomain(domain);
        accounts.requireNoMailbox(existing, after);
        accounts.requireNoAlias(existing, after);
        String old = mailbox.getAddress();
        rows.rename(mailbox, after, Sentence.of("account.mailboxExists", after + "@" + existing.getName()));
        rows.countMailbox(existing.getName(), after);
        requireNoLoop(mailbox.getAddress(), mailbox.getForward().targets());
        if (staysAsAlias) {
            accounts.createAlias(existing.getName(), before, List.of(mailbox.getAddress()));
        }
        accounts.announceAfterCommit(Kind.MAILBOX, Action.DELETED, old);
        accounts.announceAfterCommit(Kind.MAILBOX, Action.CREATED, mailbox.getAddress());
        mail.beginRenaming(existing.getName(), before, after).ifPresent(renaming -> {
            transaction.onCommit(() -> mail.complete(renaming));
            transaction.onRollback(() -> mail.takeBack(renaming));
        });
        return mailbox;
    }

    /** It would lead to itself, or come back to itself by others. */
    private void requireNoLoop(String address, List<String> targets) {
        if (!targets.isEmpty()) {
            Names.targets(address, targets);
            accounts.requireNoLoop(address, targets);
        }
    }

    /** Gives an alias another name; its targets stay. */
    @Audited(value = Deed.ALIAS_RENAMED, to = Thing.ADDRESS, detail = 2)
    public Alias renameAlias(String domain, String name, String wanted) {
        Alias alias = accounts.alias(domain, name);
        String after = Names.newAlias(wanted);
        if (alias.getName().equals(after)) {
            return alias;
        }
        Domain existing = accounts.existingDomain(domain);
        accounts.requireNoAlias(existing, after);
        if (!after.equals(Accounts.POSTMASTER)) {
            accounts.requireNoMailbox(existing, after);
        }
        String old = alias.getAddress();
        List<String> targets = alias.getTargets();
        rows.rename(alias, after, Sentence.of("account.aliasExists", after + "@" + existing.getName()));
        rows.countAlias(existing.getName(), after);
        requireNoLoop(alias.getAddress(), targets);
        accounts.announceAfterCommit(Kind.ALIAS, Action.DELETED, old);
        accounts.announceAfterCommit(Kind.ALIAS, Action.CREATED, alias.getAddress());
        return alias;
    }

    /** Renamings that a server that died had begun, and those of this moment. */
    @AdministratorsOnly
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public List<Renaming> unfinished() {
        try {
            return mail.unfinishedRenamings();
        } catch (IOException e) {
            throw new UncheckedIOException("directories of renamed mailboxes cannot be listed", e);
        }
    }

    /**
     * Gives the directory the name that the database has.
     *
     * @throws jakarta.persistence.PersistenceException if another server is at it; nothing is changed then
     */
    @AdministratorsOnly
    public void settle(Renaming renaming) {
        Optional<Domain> domain = rows.domain(renaming.domain());
        // while another server is at it, the row under its name before is locked, and this fails
        domain.ifPresent(each -> rows.settledMailbox(each, renaming.from()));
        boolean isRenamed =
                domain.flatMap(each -> rows.mailbox(each, renaming.to())).isPresent();
        LOG.log(Level.INFO, "the renaming of {0}@{1} to {2} was broken off, and is {3}", new Object[] {
            renaming.from(), renaming.domain(), renaming.to(), isRenamed ? "ended" : "taken back"
        });
        if (isRenamed) {
            mail.complete(renaming);
        } else {
            mail.takeBack(renaming);
        }
    }
}
