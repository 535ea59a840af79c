package ee.qmail.vacation;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.MailboxChanges;
import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.directory.Mailbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** The answers of mailboxes, for administrators and their owners to set. Names are taken and refused as by {@link Accounts}. */
@ApplicationScoped
@Transactional
public class Vacations {
    private final EntityManager entities;
    private final Accounts accounts;
    private final MailboxChanges mailboxes;

    /** For the container's proxies. */
    protected Vacations() {
        this(null, null, null);
    }

    @Inject
    public Vacations(EntityManager entities, Accounts accounts, MailboxChanges mailboxes) {
        this.entities = entities;
        this.accounts = accounts;
        this.mailboxes = mailboxes;
    }

    /** {@link Vacation#NONE} if none has been set. */
    public Vacation of(String domain, String name) {
        Mailbox mailbox = accounts.mailbox(domain, name);
        VacationRow row = entities.find(VacationRow.class, mailbox.getId());
        return row == null ? Vacation.NONE : row.vacation(mailbox.isAnswering());
    }

    /** From then on each sender is told anew. */
    @Audited(value = Deed.MAILBOX_VACATION, to = Thing.ADDRESS)
    public void set(String domain, String name, Vacation vacation) {
        Vacation checked = vacation.checked();
        Mailbox mailbox = accounts.mailbox(domain, name);
        VacationRow row = entities.find(VacationRow.class, mailbox.getId());
        if (row == null) {
            row = new VacationRow(mailbox.getId());
            row.set(checked);
            entities.persist(row);
        } else {
            row.set(checked);
        }
        entities.createQuery("delete from VacationSender s where s.mailbox = :mailbox")
                .setParameter("mailbox", mailbox.getId())
                .executeUpdate();
        mailboxes.setAnswering(domain, name, checked.active());
    }
}
