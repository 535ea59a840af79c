package ee.qmail.deferred;

import ee.qmail.home.NodeId;
import ee.qmail.message.Channel;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;

/**
 * A job that waits for its next attempt, or is being attempted under a lease. Of a change only the changed columns are written: another server
 * may have written the others.
 */
@Entity
@DynamicUpdate
@Table(name = "deferred_job")
class DeferredJob {
    @Embeddable
    record Key(@Column(name = "queue_id") long queueId, int job) implements Serializable {}

    @EmbeddedId
    private Key key;

    @Enumerated(EnumType.STRING)
    private Channel channel;

    private String domain;
    private int attempt;

    @Column(name = "next_attempt")
    private Instant nextAttempt;

    @Column(name = "lease_until")
    private Instant leaseUntil;

    /** {@link ee.qmail.home.NodeId} of the server that holds the lease; null without a lease. */
    @Column(name = "lease_owner")
    private String leaseOwner;

    /** The job whose bounce tells the failures of this one; null until one has gathered them. */
    private Integer bounce;

    /** Whether the sender has been told that it is late; null until then. */
    @Column(name = "delay_told")
    private Boolean delayTold;

    protected DeferredJob() {}

    DeferredJob(Key key, Channel channel, String domain, int attempt, Instant nextAttempt) {
        this.key = key;
        this.channel = channel;
        this.domain = domain;
        this.attempt = attempt;
        this.nextAttempt = nextAttempt;
    }

    Key key() {
        return key;
    }

    Channel channel() {
        return channel;
    }

    String domain() {
        return domain;
    }

    int attempt() {
        return attempt;
    }

    Instant nextAttempt() {
        return nextAttempt;
    }

    /** The attempt is over; the next one is due at the given time. */
    void release(Instant next) {
        nextAttempt = next;
        leaseUntil = null;
        leaseOwner = null;
    }

    /** There was no attempt; it is due at the given time. */
    void putOff(Instant next) {
        release(next);
        attempt--;
    }

    boolean isDelayTold() {
        return delayTold != null && delayTold;
    }

    Integer bounce() {
        return bounce;
    }

    /** Its failures are told by the bounce of the given job; a ticket that is under way for it is void. */
    void bounceWith(int job) {
        bounce = job;
        attempt++;
    }

    boolean isLeased(Instant now) {
        return leaseUntil != null && leaseUntil.isAfter(now);
    }

    /** Nobody else touches the job until then. */
    void lease(Instant until, NodeId owner) {
        leaseUntil = until;
        leaseOwner = owner.value();
    }
}
