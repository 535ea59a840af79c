package ee.qmail.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One line of the audit trail. Never changed. */
@Entity
@Table(name = "audit")
public class AuditRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "done_at")
    private Instant at;

    private String who;

    @Column(name = "who_role")
    private String role;

    private String client;
    private String deed;
    private String object;
    private String domain;
    private String detail;

    protected AuditRow() {}

    AuditRow(Instant at, String who, String role, String client, Done done) {
        this.at = at;
        this.who = who;
        this.role = role;
        this.client = client;
        this.deed = done.deed().code();
        this.object = done.object();
        this.domain = done.domain();
        this.detail = done.detail();
    }

    /** Later ones have higher ids. */
    public long getId() {
        return id;
    }

    public Instant getAt() {
        return at;
    }

    public String getWho() {
        return who;
    }

    /** The group of the role. */
    public String getRole() {
        return role;
    }

    /** Numeric address. */
    public String getClient() {
        return client;
    }

    /** The code of the {@link Deed}. */
    public String getDeed() {
        return deed;
    }

    public String getObject() {
        return object;
    }

    public String getDetail() {
        return detail;
    }
}
