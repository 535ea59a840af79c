package ee.qmail.send;

import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Outcome;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.io.Serializable;

/** What is known of one recipient of a deferred job; settled when the outcome is not a deferral. */
@Entity
@Table(name = "deferred_recipient")
class DeferredRecipient {
    private static final int LONGEST_REPORT = 10_000;

    @Embeddable
    record Key(@Column(name = "queue_id") long queueId, int job, int seq) implements Serializable {}

    @EmbeddedId
    private Key key;

    private String address;

    @Enumerated(EnumType.STRING)
    private Outcome outcome;

    private String report;

    protected DeferredRecipient() {}

    DeferredRecipient(Key key, DeliveryReport report) {
        this.key = key;
        this.address = report.recipient();
        settle(report);
    }

    DeferredJob.Key jobKey() {
        return new DeferredJob.Key(key.queueId(), key.job());
    }

    final void settle(DeliveryReport latest) {
        outcome = latest.outcome();
        // PostgreSQL has no NUL in a text
        String text = latest.text().replace('\0', '?');
        report = text.length() > LONGEST_REPORT ? text.substring(0, LONGEST_REPORT) : text;
    }

    boolean isWaiting() {
        return outcome == Outcome.DEFERRAL;
    }

    DeliveryReport report() {
        return new DeliveryReport(address, outcome, report);
    }
}
