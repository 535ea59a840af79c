package ee.qmail.directory;

import jakarta.persistence.Column;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;

/** A name in a domain: the base of a mailbox and an alias. */
@MappedSuperclass
public abstract class DomainEntry {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "domain_id")
    private Domain domain;

    private String name;
    private Instant created;

    /** Counted in the database, where no two changes count the same. */
    @Column(updatable = false)
    private long changes;

    protected DomainEntry() {}

    DomainEntry(Domain domain, String name, Instant created) {
        this.domain = domain;
        this.name = name;
        this.created = created;
    }

    public long getId() {
        return id;
    }

    /** The local part, in lower case. */
    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getDomainName() {
        return domain.getName();
    }

    public String getAddress() {
        return name + "@" + domain.getName();
    }

    public Instant getCreated() {
        return created;
    }

    /** Another one after each change by an administrator, and for each entry that has been made. Digits and a dot. */
    public String getVersion() {
        return version(id, changes);
    }

    /** The same of an entry that is not read. */
    public static String version(long id, long changes) {
        return id + "." + changes;
    }
}
