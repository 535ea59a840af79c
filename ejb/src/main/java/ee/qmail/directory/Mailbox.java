package ee.qmail.directory;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;

/**
 * A mailbox and the password of its reader. Its mail is a Maildir, see {@link MailStore}. Only columns that have been changed are written, so that
 * two changes at the same time, such as a new password and a quota, do not undo each other.
 */
@Entity
@DynamicUpdate
@Table(name = "mailbox")
public class Mailbox extends DomainEntry {
    @Column(name = "password_hash")
    private String passwordHash;

    @Column(name = "apop_secret")
    private String apopSecret;

    private String scram;

    private boolean enabled = true;

    @Column(name = "may_pop3")
    private boolean mayPop3 = true;

    @Column(name = "may_submit")
    private boolean maySubmit = true;

    @Column(name = "may_relay")
    private boolean mayRelay = true;

    private Long quota;

    @Column(name = "display_name")
    private String displayName;

    private String forward;
    private boolean keeps = true;
    private boolean answers;

    protected Mailbox() {}

    public Mailbox(Domain domain, String name, String passwordHash, Instant created) {
        super(domain, name, created);
        this.passwordHash = passwordHash;
    }

    /** Null: nobody can log in. */
    String getPasswordHash() {
        return passwordHash;
    }

    /** The SCRAM secret of another password goes with that. */
    public void setPasswordHash(String passwordHash) {
        this.passwordHash = passwordHash;
        this.scram = null;
    }

    /** @param scram of the same password as the hash, as {@code Scram.text} writes it */
    public void setScram(String scram) {
        this.scram = scram;
    }

    /** In clear, as APOP needs it (RFC 1939 section 7); null: no APOP. */
    public void setApopSecret(String apopSecret) {
        this.apopSecret = apopSecret;
    }

    /** Tells whether its user may log in; mail is kept either way. */
    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public Rights getRights() {
        return new Rights(mayPop3, maySubmit, mayRelay);
    }

    public void setRights(Rights rights) {
        this.mayPop3 = rights.pop3();
        this.maySubmit = rights.submission();
        this.mayRelay = rights.relay();
    }

    /** Octets it may hold; null: no limit but the disk's. */
    public Long getQuota() {
        return quota;
    }

    public void setQuota(Long quota) {
        this.quota = quota;
    }

    /** What its owner is called; null if that is not known. */
    public String getDisplayName() {
        return displayName;
    }

    public void setDisplayName(String displayName) {
        this.displayName = displayName;
    }

    public Forward getForward() {
        return Forward.stored(forward, keeps);
    }

    public void setForward(Forward wanted) {
        this.forward = wanted.lines();
        this.keeps = wanted.keeps();
    }

    /** Tells whether its mail is answered while its owner is away. */
    public boolean isAnswering() {
        return answers;
    }

    public void setAnswering(boolean answering) {
        this.answers = answering;
    }

    /** Tells whether somebody who knows the password can log in. */
    public boolean isLoginAllowed() {
        return enabled && passwordHash != null;
    }
}
