package ee.qmail.deferred;

import ee.qmail.jms.ReportColumns;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Notify;
import ee.qmail.message.Outcome;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;

/** The state of one recipient of a deferred job; settled when the outcome is not a deferral. */
@Entity
@Table(name = "deferred_recipient")
class DeferredRecipient {
    private static final int LONGEST_REPORT = 10_000;

    @Embeddable
    record Key(@Column(name = "queue_id") long queueId, int job, int seq) implements Serializable {}

    @EmbeddedId
    private Key key;

    private String address;

    @Embedded
    private ReportColumns report;

    /** The end of the last attempt; null if that was by version 0.1.0. */
    private Instant reported;

    /** As {@link Notify#text()} has it; null if nothing was said, and in rows of versions that knew none. */
    private String dsn;

    protected DeferredRecipient() {}

    /** @param notify the sender's wishes, null if there are none */
    DeferredRecipient(Key key, DeliveryReport report, Notify notify) {
        this.key = key;
        this.address = report.recipient();
        this.dsn = notify == null ? null : notify.text();
        settle(report);
    }

    DeferredJob.Key jobKey() {
        return new DeferredJob.Key(key.queueId(), key.job());
    }

    final void settle(DeliveryReport latest) {
        report = new ReportColumns(latest, LONGEST_REPORT);
        reported = latest.time();
    }

    boolean isWaiting() {
        return report.outcome() == Outcome.DEFERRAL;
    }

    /** Null if there are none. */
    Notify notifyWishes() {
        return dsn == null ? null : Notify.of(dsn);
    }

    DeliveryReport report() {
        return report.report(address).at(reported);
    }
}
