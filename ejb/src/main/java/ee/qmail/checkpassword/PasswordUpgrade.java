package ee.qmail.checkpassword;

import ee.qmail.directory.Mailbox;
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
        entities.createQuery(
                        "select m from Mailbox m where m.name = :name and m.domain.name = :domain"
                                + " and m.passwordHash = :old",
                        Mailbox.class)
                .setParameter("name", name)
                .setParameter("domain", domain)
                .setParameter("old", old)
                .getResultList()
                .forEach(mailbox -> {
                    mailbox.setPasswordHash(fresh);
                    mailbox.setScram(scram);
                });
        users.changed();
    }
}
