package ee.qmail.deferred;

import ee.qmail.jms.Job;
import ee.qmail.message.Attributes;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A message of which at least one job waits. */
@Entity
@Table(name = "deferred_message")
public class DeferredMessage {
    @Id
    @Column(name = "queue_id")
    private long queueId;

    private String sender;
    private Instant arrival;
    private long size;

    @Column(name = "wire_size")
    private long wireSize;

    private int jobs;

    /** Null if there are none, and in rows of versions that knew none. */
    private String attributes;

    protected DeferredMessage() {}

    /** Of one of its jobs: all know of it what is here. */
    DeferredMessage(Job job) {
        queueId = job.id().value();
        sender = job.envelope().sender();
        arrival = job.arrival();
        size = job.body().size();
        wireSize = job.wireSize();
        jobs = job.jobs();
        String known = job.envelope().attributes().text();
        attributes = known.isEmpty() ? null : known;
    }

    long queueId() {
        return queueId;
    }

    String sender() {
        return sender;
    }

    /** @param notifies wishes about recipients, by their addresses */
    Envelope envelope(List<String> recipients, Map<String, Notify> notifies) {
        return new Envelope(sender, recipients, attributes(), notifies);
    }

    Attributes attributes() {
        return attributes == null ? Attributes.NONE : Attributes.of(attributes);
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

    /** The number of jobs of the message, waiting or not. */
    int jobs() {
        return jobs;
    }
}
