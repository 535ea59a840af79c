package ee.qmail.examples.archive;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Octets of a mail's text, so many that several are in memory at once. */
@Entity
@Table(name = "example_archived_piece")
public class Piece {
    static final int LONGEST = 1 << 16;

    /** That of the mail, and the number of the piece, from 0. */
    @Id
    @Column(name = "piece_key", length = 620)
    private String key;

    @Column(nullable = false, length = LONGEST)
    private byte[] octets;

    protected Piece() {}

    Piece(String mail, int number, byte[] octets) {
        this.key = key(mail, number);
        this.octets = octets.clone();
    }

    static String key(String mail, int number) {
        return mail + '#' + number;
    }

    byte[] octets() {
        return octets.clone();
    }
}
