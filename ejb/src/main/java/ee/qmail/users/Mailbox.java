package ee.qmail.users;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;

/** A mailbox and who may read it. Its mail is a Maildir, see {@link MailStore}. */
@Entity
@Table(name = "mailbox")
public class Mailbox {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "domain_id")
    private Domain domain;

    private String name;

    @Column(name = "password_hash")
    private String passwordHash;

    @Column(name = "apop_secret")
    private String apopSecret;

    private boolean enabled = true;
    private Instant created;

    protected Mailbox() {}

    Mailbox(Domain domain, String name, String passwordHash, Instant created) {
        this.domain = domain;
        this.name = name;
        this.passwordHash = passwordHash;
        this.created = created;
    }

    /** The local part, in lower case. */
    public String getName() {
        return name;
    }

    public String getAddress() {
        return name + "@" + domain.getName();
    }

    /** Null: nobody can log in. */
    String getPasswordHash() {
        return passwordHash;
    }

    void setPasswordHash(String passwordHash) {
        this.passwordHash = passwordHash;
    }

    /** In clear, as APOP needs it (RFC 1939 section 7); null: no APOP. */
    String getApopSecret() {
        return apopSecret;
    }

    void setApopSecret(String apopSecret) {
        this.apopSecret = apopSecret;
    }

    /** Whether its user may log in; mail is kept either way. */
    public boolean isEnabled() {
        return enabled;
    }

    void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    /** Whether somebody who knows the password can log in. */
    public boolean isLoginAllowed() {
        return enabled && passwordHash != null;
    }

    public Instant getCreated() {
        return created;
    }
}
