package ee.qmail.deferred;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;

/** A piece of the text of a deferred message. */
@Entity
@Table(name = "deferred_body")
class DeferredBodyPart {
    /** Octets in a piece. */
    static final int SIZE = 256 * 1024;

    @Embeddable
    record Key(@Column(name = "queue_id") long queueId, int seq) implements Serializable {}

    @EmbeddedId
    private Key key;

    private byte[] octets;

    protected DeferredBodyPart() {}

    DeferredBodyPart(Key key, byte[] octets) {
        this.key = key;
        this.octets = octets;
    }

    byte[] octets() {
        return octets;
    }
}
