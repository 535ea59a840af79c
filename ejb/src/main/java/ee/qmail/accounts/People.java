package ee.qmail.accounts;

import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.caller.Caller;
import ee.qmail.caller.Role;
import ee.qmail.checkpassword.PasswordHashes;
import ee.qmail.directory.Domain;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Names;
import ee.qmail.revision.Precondition;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Whoever may log in beside the owners of mailboxes: administrators, and administrators of some domains. Each change is one transaction; there is always an administrator who
 * can log in, and nobody takes their own rights away. Names are taken in any case of letters and kept in lower case.
 *
 * <p>Methods throw {@link InvalidInputException} for what cannot be, {@link NotFoundException} for a name or a domain that is not there, {@link AlreadyExistsException} for a
 * name to be given that is, and {@link ee.qmail.revision.ChangedMeanwhileException} if a precondition is not met.
 */
@ApplicationScoped
@AdministratorsOnly
@Transactional
public class People {
    /** Domains of one person. */
    static final int MOST_DOMAINS = 1_000;

    private static final String KIND = "administrator";

    private final EntityManager entities;
    private final AccountRows rows;
    private final PasswordHashes hashes;

    /** For the container's proxies. */
    protected People() {
        this(null, null, null);
    }

    @Inject
    public People(EntityManager entities, AccountRows rows, PasswordHashes hashes) {
        this.entities = entities;
        this.rows = rows;
        this.hashes = hashes;
    }

    /**
     * What somebody may do.
     *
     * @param role {@link Role#ADMINISTRATOR} or {@link Role#DOMAIN}
     * @param enabled false: they cannot log in
     * @param domains of a domain administrator; none for an administrator, who has all
     */
    public record Powers(Role role, boolean enabled, List<String> domains) {
        Powers checked() {
            if (role != Role.ADMINISTRATOR && role != Role.DOMAIN) {
                throw new InvalidInputException("role", Sentence.of("people.role"));
            }
            if (role == Role.ADMINISTRATOR && !domains.isEmpty()) {
                throw new InvalidInputException("domains", Sentence.of("people.noDomains"));
            }
            if (domains.size() > MOST_DOMAINS) {
                throw new InvalidInputException(
                        "domains", Sentence.of("people.mostDomains", String.valueOf(MOST_DOMAINS)));
            }
            return this;
        }

        /** For the audit trail. */
        @Override
        public String toString() {
            return role.group()
                    + (enabled ? "" : " suspended")
                    + (domains.isEmpty() ? "" : " " + String.join(" ", domains));
        }

        boolean isWorking() {
            return role == Role.ADMINISTRATOR && enabled;
        }
    }

    /** @param version another one after each change */
    public record Person(String name, Powers powers, Instant created, String version) {
        static Person of(Administrator row) {
            return new Person(
                    row.getName(),
                    new Powers(row.getRole(), row.isEnabled(), row.getDomains()),
                    row.getCreated(),
                    row.getVersion());
        }
    }

    /** By name. */
    public List<Person> all() {
        return entities
                .createQuery(
                        "select distinct a from Administrator a left join fetch a.domains order by a.name",
                        Administrator.class)
                .getResultList()
                .stream()
                .map(Person::of)
                .toList();
    }

    public Person person(String name) {
        return Person.of(existing(Names.name(KIND, name)));
    }

    /** @param password 12 to 128 characters without control characters, and not the name */
    @Audited(value = Deed.PERSON_CREATED, to = Thing.FIRST, detail = 1)
    public Person create(String name, Powers powers, String password) {
        String stored = Names.name(KIND, name);
        Powers checked = powers.checked();
        String hash = hashes.hash(password(stored, password));
        List<Domain> domains = domains(checked);
        Administrator row =
                new Administrator(stored, hash, Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS));
        row.setRole(checked.role());
        row.setEnabled(checked.enabled());
        row.setDomains(domains);
        Sentence exists = Sentence.of("account.administratorExists", stored);
        if (find(stored).isPresent()) {
            throw new AlreadyExistsException(exists);
        }
        rows.insert(row, exists);
        return Person.of(row);
    }

    /** What they may do from now on; sessions that are open have it with their next request. */
    @Audited(value = Deed.PERSON_CHANGED, to = Thing.FIRST, detail = 1)
    public Person change(String name, Powers powers, Precondition precondition) {
        Powers checked = powers.checked();
        Administrator row = locked(name, precondition);
        if (!checked.isWorking()) {
            requireDispensable(row);
        }
        row.setDomains(domains(checked));
        row.setRole(checked.role());
        row.setEnabled(checked.enabled());
        return counted(row);
    }

    /** Ends all their sessions. @param password as for {@link #create} */
    @Audited(value = Deed.PERSON_PASSWORD, to = Thing.FIRST)
    public Person setPassword(String name, String password, Precondition precondition) {
        Administrator row = locked(name, precondition);
        row.setPasswordHash(hashes.hash(password(row.getName(), password)));
        return counted(row);
    }

    /** Ends all their sessions. */
    @Audited(value = Deed.PERSON_REMOVED, to = Thing.FIRST)
    public void delete(String name, Precondition precondition) {
        Administrator row = locked(name, precondition);
        requireDispensable(row);
        rows.delete(row);
    }

    private static String password(String name, String password) {
        String chosen = Names.administratorPassword(password);
        if (chosen.equalsIgnoreCase(name)) {
            throw new InvalidInputException("password", Sentence.of("password.notNew"));
        }
        return chosen;
    }

    private List<Domain> domains(Powers powers) {
        return new LinkedHashSet<>(powers.domains().stream().map(Names::domain).toList())
                .stream()
                        .map(domain -> rows.domain(domain)
                                .orElseThrow(() ->
                                        new InvalidInputException("domains", Sentence.of("account.noDomain", domain))))
                        .toList();
    }

    /** Not oneself, and not the last one; the rows are locked, so that two cannot remove each other. */
    private void requireDispensable(Administrator row) {
        if (row.getName().equals(Caller.current().name())) {
            throw new InvalidInputException(Sentence.of("people.oneself"));
        }
        List<Administrator> working = entities.createQuery(
                        "select a from Administrator a where a.kind = :kind and a.enabled = true", Administrator.class)
                .setParameter("kind", Role.ADMINISTRATOR.group())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        if (working.equals(List.of(row))) {
            throw new InvalidInputException(Sentence.of("people.last", row.getName()));
        }
    }

    private Administrator locked(String name, Precondition precondition) {
        Administrator row = existing(Names.name(KIND, name));
        entities.lock(row, LockModeType.PESSIMISTIC_WRITE);
        entities.refresh(row);
        precondition.require(Optional.of(row.getVersion()), KIND + " '" + row.getName() + "'");
        return row;
    }

    private Person counted(Administrator row) {
        entities.flush();
        entities.createQuery("update Administrator a set a.changes = a.changes + 1 where a.name = :name")
                .setParameter("name", row.getName())
                .executeUpdate();
        entities.refresh(row);
        return Person.of(row);
    }

    private Administrator existing(String stored) {
        return find(stored).orElseThrow(() -> new NotFoundException(Sentence.of("account.noAdministrator", stored)));
    }

    private Optional<Administrator> find(String stored) {
        return entities
                .createQuery("select a from Administrator a where a.name = :name", Administrator.class)
                .setParameter("name", stored)
                .getResultList()
                .stream()
                .findFirst();
    }
}
