package ee.qmail.checkpassword;

import ee.qmail.contract.Door;
import ee.qmail.contract.ScramSecret;
import ee.qmail.directory.AccountQueries;
import ee.qmail.directory.AccountQueries.MailboxRow;
import ee.qmail.directory.ServerSecret;
import ee.qmail.sasl.Scram;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.util.Optional;

/** The secrets that SCRAM needs, those of mailboxes and those of users who have none (AUTH-9, AUTH-10). */
@ApplicationScoped
public class ScramSecrets {
    private final AccountQueries queries;
    private final ServerIdentities server;
    private volatile byte[] key;

    /** For the container's proxies. */
    protected ScramSecrets() {
        this(null, null);
    }

    @Inject
    public ScramSecrets(AccountQueries queries, ServerIdentities server) {
        this.queries = queries;
        this.server = server;
    }

    /** The one of the mailbox; a made-up one if it has none, or nobody may log in there. */
    ScramSecret of(Account account, Door door) {
        // made in any case: it must not take another time
        ScramSecret madeUp = Scram.madeUp(key(), account.address(), PasswordHashes.SCRAM_ITERATIONS);
        return kept(account, door).orElse(madeUp);
    }

    /** Tells whether the mailbox still has this secret. */
    boolean isKept(Account account, Door door, ScramSecret secret) {
        return kept(account, door)
                .filter(now -> MessageDigest.isEqual(now.storedKey(), secret.storedKey()))
                .isPresent();
    }

    private Optional<ScramSecret> kept(Account account, Door door) {
        return server.areUsed()
                ? Optional.empty()
                : account.usableAt(door).map(MailboxRow::scram).flatMap(Scram::parse);
    }

    private byte[] key() {
        if (key == null) {
            key = queries.serverSecret(ServerSecret.SCRAM);
        }
        return key;
    }
}
