package ee.qmail.imports;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.MailboxChanges;
import ee.qmail.directory.Rights;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;

/** Makes lines: some of them are one transaction, which a fault of one of them rolls back. */
@ApplicationScoped
@Transactional
public class RowChanges {
    private final Accounts accounts;
    private final MailboxChanges mailboxes;

    /** For the container's proxies. */
    protected RowChanges() {
        this(null, null);
    }

    @Inject
    public RowChanges(Accounts accounts, MailboxChanges mailboxes) {
        this.accounts = accounts;
        this.mailboxes = mailboxes;
    }

    /**
     * A line that is to be made.
     *
     * @param verdict {@code CREATED} or {@code CHANGED}
     * @param secrets of a new password; null if it has none
     * @param password that was made for it, empty if none was
     */
    record Prepared(ImportRow row, Verdict verdict, Accounts.Secrets secrets, String password) {
        /** Has a password. */
        @Override
        public String toString() {
            return row.toString();
        }
    }

    /** @throws RuntimeException as the services of accounts; nothing is made then */
    public void make(String domain, List<Prepared> some) {
        some.forEach(each -> make(domain, each));
    }

    private void make(String domain, Prepared wanted) {
        ImportRow row = wanted.row();
        String name = row.name(domain);
        boolean isNew = wanted.verdict() == Verdict.CREATED;
        if (row.isAlias()) {
            List<String> targets = row.list(Column.TARGETS);
            if (isNew) {
                accounts.createAlias(domain, name, targets);
            } else {
                accounts.setTargets(domain, name, targets);
            }
            return;
        }
        if (isNew) {
            create(domain, name, wanted);
        } else {
            change(domain, name, wanted);
        }
        if (row.has(Column.OWNER)) {
            mailboxes.setDisplayName(domain, name, row.text(Column.OWNER));
        }
        if (row.has(Column.FORWARD)) {
            mailboxes.setForward(domain, name, row.list(Column.FORWARD), row.keeps(true));
        }
    }

    private void create(String domain, String name, Prepared wanted) {
        ImportRow row = wanted.row();
        if (row.has(Column.HASH)) {
            accounts.importMailbox(domain, name, row.text(Column.HASH), row.quota(), Rights.ALL);
        } else {
            accounts.createPreparedMailbox(domain, name, wanted.secrets(), row.quota(), Rights.ALL);
        }
    }

    private void change(String domain, String name, Prepared wanted) {
        ImportRow row = wanted.row();
        if (row.has(Column.HASH)) {
            accounts.importPassword(domain, name, row.text(Column.HASH));
        }
        if (wanted.secrets() != null) {
            accounts.setSecrets(domain, name, wanted.secrets());
        }
        if (row.has(Column.QUOTA)) {
            accounts.setQuota(domain, name, row.quota());
        }
    }
}
