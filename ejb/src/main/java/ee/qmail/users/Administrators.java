package ee.qmail.users;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.function.Supplier;

/** The console's users. There is no default password: the first one is chosen by whoever starts the server. */
@ApplicationScoped
@Transactional
public class Administrators {
    @Inject
    private EntityManager entities;

    private final AccountQueries queries;
    private final PasswordHashes hashes;
    private final VerifiedCache verified = new VerifiedCache(100, System::nanoTime);

    /** For the container's proxies. */
    protected Administrators() {
        this(null, null, null);
    }

    @Inject
    Administrators(AccountQueries queries, PasswordHashes hashes) {
        this(null, queries, hashes);
    }

    Administrators(EntityManager entities, AccountQueries queries, PasswordHashes hashes) {
        this.entities = entities;
        this.queries = queries;
        this.hashes = hashes;
    }

    /**
     * Creates an administrator if there is none at all.
     *
     * @param password asked only if one is created
     * @return whether one was created
     */
    public boolean ensureAdministrator(String name, Supplier<String> password) {
        long count = entities.createQuery("select count(a) from Administrator a", Long.class)
                .getSingleResult();
        if (count > 0) {
            return false;
        }
        String stored = Names.name("administrator", name);
        entities.persist(new Administrator(stored, hashes.hash(Names.password(password.get())), Instant.now()));
        return true;
    }

    /** Whether name and password are right; a wrong name takes as long as a wrong password. */
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public boolean verify(String name, String password) {
        String given = password.length() > Names.MAX_PASSWORD ? "" : password;
        String hash = Names.isLocalPart(name)
                ? queries.administratorHash(Names.lower(name)).orElse(null)
                : null;
        return hash == null
                ? hashes.verify(given, null)
                : verified.verify(Names.lower(name), given, hash, () -> hashes.verify(given, hash));
    }
}
