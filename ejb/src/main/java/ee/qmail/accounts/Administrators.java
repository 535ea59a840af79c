package ee.qmail.accounts;

import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.caller.Caller;
import ee.qmail.caller.Role;
import ee.qmail.checkpassword.PasswordHashes;
import ee.qmail.checkpassword.VerifiedCache;
import ee.qmail.directory.AccountQueries;
import ee.qmail.directory.AccountQueries.AdministratorRow;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Names;
import ee.qmail.text.Sentence;
import ee.qmail.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The console's users. There is no default password: the user who starts the server chooses the first one. */
@ApplicationScoped
@Transactional
public class Administrators {
    private final EntityManager entities;
    private final AccountQueries queries;
    private final PasswordHashes hashes;
    private final VerifiedCache verified = new VerifiedCache(100, System::nanoTime);

    /** For the container's proxies. */
    protected Administrators() {
        this(null, null, null);
    }

    @Inject
    public Administrators(EntityManager entities, AccountQueries queries, PasswordHashes hashes) {
        this.entities = entities;
        this.queries = queries;
        this.hashes = hashes;
    }

    /**
     * Creates an administrator if there is none at all.
     *
     * @param password asked only if one is created; 12 to 128 characters without control characters
     * @throws InvalidInputException for any other
     * @return whether one was created
     * @throws AlreadyExistsException if another server on this database was quicker
     */
    public boolean ensureAdministrator(String name, Supplier<String> password) {
        long count = entities.createQuery("select count(a) from Administrator a", Long.class)
                .getSingleResult();
        if (count > 0) {
            return false;
        }
        String stored = Names.name("administrator", name);
        Administrator administrator =
                new Administrator(stored, hashes.hash(Names.administratorPassword(password.get())), Instant.now());
        new AccountRows(entities).insert(administrator, Sentence.of("account.administratorExists", stored));
        return true;
    }

    /**
     * Replaces a password, of the caller or, for administrators, of anybody. Whoever asks for the one that holds does so before.
     *
     * @param password 12 to 128 characters without control characters, not the one that holds now and not the name
     * @throws InvalidInputException for any other
     * @throws NotFoundException if there is no such administrator
     */
    @Audited(value = Deed.PERSON_PASSWORD, to = Thing.FIRST)
    public void setPassword(String name, String password) {
        Administrator administrator = existing(name);
        Caller caller = Caller.current();
        if (!administrator.getName().equals(caller.name())) {
            caller.mustBeAdministrator();
        }
        String chosen = Names.administratorPassword(password);
        if (chosen.equalsIgnoreCase(administrator.getName())
                || hashes.verify(chosen, administrator.getPasswordHash())) {
            throw new InvalidInputException("password", Sentence.of("password.notNew"));
        }
        administrator.setPasswordHash(hashes.hash(chosen));
    }

    /**
     * Returns a mark of the current password that tells nothing about it, and is another one after each change.
     *
     * @return empty if there is no such administrator, or they are suspended
     */
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public Optional<String> passwordMark(String name) {
        return hash(name).map(Sha256::hex);
    }

    /** Empty if there is no such administrator, or they are suspended. */
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public Optional<Role> role(String name) {
        return queries.administrator(Names.lower(name))
                .map(AdministratorRow::kind)
                .flatMap(Role::ofGroup);
    }

    /** The domains of a domain administrator. */
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public Set<String> domainsOf(String name) {
        return queries.domainsOf(Names.lower(name));
    }

    private Optional<String> hash(String name) {
        return queries.administrator(Names.lower(name)).map(AdministratorRow::passwordHash);
    }

    private Administrator existing(String name) {
        String stored = Names.name("administrator", name);
        return entities
                .createQuery("select a from Administrator a where a.name = :name", Administrator.class)
                .setParameter("name", stored)
                .getResultList()
                .stream()
                .findFirst()
                .orElseThrow(() -> new NotFoundException(Sentence.of("account.noAdministrator", stored)));
    }

    /**
     * Tells whether these credentials were right within a month, though it takes {@link #verify} to tell that they
     * still are. Quick.
     */
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public boolean wasRight(String name, String password) {
        return Names.isLocalPart(name)
                && hash(name)
                        .filter(hash -> verified.wasRight(Names.lower(name), password, hash))
                        .isPresent();
    }

    /** Tells whether name and password are right; a wrong name takes as long as a wrong password. */
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public boolean verify(String name, String password) {
        String given = password.length() > Names.MAX_PASSWORD ? "" : password;
        String hash = Names.isLocalPart(name) ? hash(name).orElse(null) : null;
        return hash == null
                ? hashes.verify(given, null)
                : verified.verify(Names.lower(name), given, hash, () -> hashes.verify(given, hash));
    }
}
