package ee.qmail.examples.newsletter;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A mail that is to go to all subscribers, once the editor has said so. */
@Entity
@Table(name = "example_issue")
public class Issue {
    static final int LONGEST = 1 << 20;

    /** Of the mail. */
    @Id
    @Column(length = 20)
    private String id;

    @Column(nullable = false, length = LONGEST)
    private byte[] text;

    protected Issue() {}

    Issue(String id, byte[] text) {
        this.id = id;
        this.text = text.clone();
    }

    byte[] text() {
        return text.clone();
    }
}
