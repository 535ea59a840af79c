package ee.qmail.accounts;

import ee.qmail.caller.Role;
import ee.qmail.directory.Domain;
import ee.qmail.directory.DomainEntry;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.DynamicUpdate;

/** A person who may use the console and the REST API: all of it, or what concerns some domains. Only columns that have been changed are written. */
@Entity
@DynamicUpdate
@Table(name = "administrator")
public class Administrator {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String name;

    @Column(name = "password_hash")
    private String passwordHash;

    private Instant created;
    private String kind = Role.ADMINISTRATOR.group();
    private boolean enabled = true;

    /** Counted in the database, where no two changes count the same. */
    @Column(updatable = false)
    private long changes;

    @ManyToMany
    @JoinTable(
            name = "administrator_domain",
            joinColumns = @JoinColumn(name = "administrator_id"),
            inverseJoinColumns = @JoinColumn(name = "domain_id"))
    private Set<Domain> domains = new HashSet<>();

    protected Administrator() {}

    public Administrator(String name, String passwordHash, Instant created) {
        this.name = name;
        this.passwordHash = passwordHash;
        this.created = created;
    }

    public String getName() {
        return name;
    }

    public Instant getCreated() {
        return created;
    }

    /** {@link Role#ADMINISTRATOR} or {@link Role#DOMAIN}. */
    public Role getRole() {
        return Role.ofGroup(kind)
                .orElseThrow(
                        () -> new IllegalStateException("administrator " + name + ": kind '" + kind + "' is none"));
    }

    void setRole(Role role) {
        this.kind = role.group();
    }

    /** Tells whether they can log in. */
    public boolean isEnabled() {
        return enabled;
    }

    void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /** Of a domain administrator, by name. */
    public List<String> getDomains() {
        return domains.stream().map(Domain::getName).sorted().toList();
    }

    void setDomains(Collection<Domain> given) {
        domains.clear();
        domains.addAll(given);
    }

    /** Another one after each change. Digits and a dot. */
    public String getVersion() {
        return DomainEntry.version(id, changes);
    }

    String getPasswordHash() {
        return passwordHash;
    }

    void setPasswordHash(String passwordHash) {
        this.passwordHash = passwordHash;
    }
}
