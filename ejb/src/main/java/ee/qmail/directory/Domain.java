package ee.qmail.directory;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A domain whose mail is kept here. */
@Entity
@Table(name = "mail_domain")
public class Domain {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String name;
    private Instant created;

    @Column(name = "most_quota")
    private Long mostQuota;

    protected Domain() {}

    public Domain(String name, Instant created) {
        this.name = name;
        this.created = created;
    }

    /** In lower case. */
    public String getName() {
        return name;
    }

    public Instant getCreated() {
        return created;
    }

    /** Octets that a domain administrator may give to a mailbox; null: any, and none. */
    public Long getMostQuota() {
        return mostQuota;
    }

    public void setMostQuota(Long mostQuota) {
        this.mostQuota = mostQuota;
    }
}
