package ee.qmail.history;

import ee.qmail.jms.ReportColumns;
import ee.qmail.message.QueueId;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A delivery of the past. */
@Entity
@Table(name = "delivery")
class HistoryRow {
    private static final int LONGEST_REPORT = 1_000;
    private static final int LONGEST_ADDRESS = 1_024;

    /** Made here, since rows whose number the database makes cannot be written in batches; grows with time. */
    @Id
    private long id;

    @Column(name = "finished")
    private Instant at;

    @Column(name = "queue_id")
    private long queueId;

    private String sender;
    private String recipient;

    @Embedded
    private ReportColumns report;

    protected HistoryRow() {}

    HistoryRow(RecentDelivery delivery) {
        id = QueueId.next().value();
        at = delivery.at();
        queueId = delivery.id().value();
        sender = storable(delivery.sender(), LONGEST_ADDRESS);
        recipient = storable(delivery.recipient(), LONGEST_ADDRESS);
        report = new ReportColumns(delivery.report(), LONGEST_REPORT);
    }

    /** PostgreSQL has no NUL in a text. One row that cannot be stored would take those of its batch with it. */
    private static String storable(String text, int longest) {
        String stored = text.replace('\0', '?');
        return stored.length() > longest ? stored.substring(0, longest) : stored;
    }

    RecentDelivery delivery() {
        return new RecentDelivery(at, new QueueId(queueId), sender, report.report(recipient));
    }
}
