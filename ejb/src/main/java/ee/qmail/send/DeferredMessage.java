package ee.qmail.send;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A message of which at least one job waits. */
@Entity
@Table(name = "deferred_message")
class DeferredMessage {
    @Id
    @Column(name = "queue_id")
    private long queueId;

    private String sender;
    private Instant arrival;
    private long size;

    @Column(name = "wire_size")
    private long wireSize;

    private int jobs;

    protected DeferredMessage() {}

    DeferredMessage(long queueId, String sender, Instant arrival, long size, long wireSize, int jobs) {
        this.queueId = queueId;
        this.sender = sender;
        this.arrival = arrival;
        this.size = size;
        this.wireSize = wireSize;
        this.jobs = jobs;
    }

    long queueId() {
        return queueId;
    }

    String sender() {
        return sender;
    }

    Instant arrival() {
        return arrival;
    }

    long size() {
        return size;
    }

    long wireSize() {
        return wireSize;
    }

    /** How many jobs the message made, whether they wait or not. */
    int jobs() {
        return jobs;
    }
}
