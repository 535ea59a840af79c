package ee.qmail.directory;

import ee.qmail.contract.Door;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A password for one program of a mailbox's user, beside the one of the mailbox; it can be revoked alone (AUTH-18). */
@Entity
@Table(name = "app_password")
public class AppPassword {
    /** Where it is good. */
    public enum Scope {
        POP3,
        SUBMISSION,
        BOTH;

        /** As users write it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public boolean allows(Door door) {
            boolean pop3 = door == Door.POP3 || door == Door.POP3S;
            return this == BOTH || pop3 == (this == POP3);
        }

        /** @return empty if there is none with this label */
        public static Optional<Scope> of(String label) {
            return Arrays.stream(values())
                    .filter(scope -> scope.label().equals(label))
                    .findFirst();
        }
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "mailbox_id")
    private Mailbox mailbox;

    private String name;

    @Enumerated(EnumType.STRING)
    private Scope scope;

    private String hash;
    private Instant created;

    @Column(name = "last_used")
    private Instant lastUsed;

    protected AppPassword() {}

    public AppPassword(Mailbox mailbox, String name, Scope scope, String hash, Instant created) {
        this.mailbox = mailbox;
        this.name = name;
        this.scope = scope;
        this.hash = hash;
        this.created = created;
    }

    /** What its owner calls the program. */
    public String getName() {
        return name;
    }

    public Scope getScope() {
        return scope;
    }

    public Instant getCreated() {
        return created;
    }

    /** To the hour; null: never. */
    public Instant getLastUsed() {
        return lastUsed;
    }
}
