package ee.qmail.checkpassword;

import ee.qmail.directory.Users;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** Completes what is kept of a password when a log-in has told it: a hash of ours in the place of one from elsewhere, and the secret of SCRAM. */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
public class PasswordUpgrade {
    private final EntityManager entities;
    private final Users users;

    /** For the container's proxies. */
    protected PasswordUpgrade() {
        this(null, null);
    }

    @Inject
    public PasswordUpgrade(EntityManager entities, Users users) {
        this.entities = entities;
        this.users = users;
    }

    /**
     * Does nothing if the old hash is not there any more.
     *
     * @param fresh may be the old one
     * @param scram as {@code Scram.text} writes it
     */
    public void replace(String name, String domain, String old, String fresh, String scram) {
        // in one statement: an administrator may be changing the password
        int replaced = entities.createQuery("update Mailbox m set m.passwordHash = :fresh, m.scram = :scram"
                        + " where m.name = :name and m.passwordHash = :old"
                        + " and m.domain.id in (select d.id from Domain d where d.name = :domain)")
                .setParameter("fresh", fresh)
                .setParameter("scram", scram)
                .setParameter("name", name)
                .setParameter("domain", domain)
                .setParameter("old", old)
                .executeUpdate();
        if (replaced > 0) {
            users.changed();
        }
    }
}
