package ee.qmail.accounts;

import ee.qmail.directory.Domain;
import ee.qmail.directory.MailStore;
import ee.qmail.directory.MailStore.Deletion;
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
 * Ends what a server that died had begun: the directory of a mailbox or a domain is out of the way, and the database says whether the deletion
 * was committed. What another server deletes at this moment is left to that.
 */
@ApplicationScoped
@Transactional
public class UnfinishedDeletions {
    private static final Logger LOG = Logger.getLogger(UnfinishedDeletions.class.getName());

    private final AccountRows rows;
    private final MailStore mail;

    /** For the container's proxies. */
    protected UnfinishedDeletions() {
        this(null, null);
    }

    @Inject
    public UnfinishedDeletions(AccountRows rows, MailStore mail) {
        this.rows = rows;
        this.mail = mail;
    }

    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public List<Deletion> all() {
        try {
            return mail.unfinished();
        } catch (IOException e) {
            throw new UncheckedIOException("directories of deleted mailboxes cannot be listed", e);
        }
    }

    /** @throws jakarta.persistence.PersistenceException if another server is at it; nothing is changed then */
    public void settle(Deletion deletion) {
        if (isThere(deletion)) {
            LOG.log(Level.INFO, "the deletion of {0} was broken off: its mail is back", deletion.subject());
            mail.takeBack(deletion);
        } else {
            mail.complete(deletion);
        }
    }

    private boolean isThere(Deletion deletion) {
        Optional<String> name = deletion.name();
        Optional<Domain> domain =
                name.isPresent() ? rows.domain(deletion.domain()) : rows.settledDomain(deletion.domain());
        return domain.isPresent()
                && (name.isEmpty()
                        || rows.settledMailbox(domain.get(), name.get()).isPresent());
    }
}
