package ee.qmail.examples.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A request, and what its approver has decided. */
@Entity
@Table(name = "example_approval")
public class Request {
    /** Of the mail. */
    @Id
    @Column(length = 19)
    private String id;

    @Column(nullable = false, length = 1024)
    private String requester;

    @Column(nullable = false, length = 1024)
    private String approver;

    /** Null while nobody has decided. */
    @Enumerated(EnumType.STRING)
    private Decision decision;

    /** Of the mail that has decided, which may come again. */
    @Column(name = "decided_by", length = 1024)
    private String decidedBy;

    protected Request() {}

    Request(String id, String requester, String approver) {
        this.id = id;
        this.requester = requester;
        this.approver = approver;
    }

    String id() {
        return id;
    }

    String requester() {
        return requester;
    }

    String approver() {
        return approver;
    }

    Decision decision() {
        return decision;
    }

    /** A mail that comes again decides again, and tells once. */
    boolean isOpenFor(String mailKey) {
        return decision == null || mailKey.equals(decidedBy);
    }

    void decide(Decision made, String mailKey) {
        decision = made;
        decidedBy = mailKey;
    }
}
