package ee.qmail.history;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.directory.TestDatabase;
import ee.qmail.jms.Reports;
import ee.qmail.message.QueueId;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryStoreTest {
    private static final Instant OLD = Instant.parse("2026-10-01T12:00:00Z");
    private static final Instant NEW = Instant.parse("2026-11-01T12:00:00Z");

    private <T> T inTransaction(Function<EntityManager, T> call) {
        try (EntityManager manager = TestDatabase.open()) {
            manager.getTransaction().begin();
            T result = call.apply(manager);
            manager.getTransaction().commit();
            return result;
        }
    }

    private void write(int count, Instant at) {
        RecentDelivery delivery =
                new RecentDelivery(at, new QueueId(1), "a@b.example", Reports.success("c@d.example", "did 1+0+0"));
        inTransaction(manager -> {
            new HistoryStore(manager).write(Collections.nCopies(count, delivery));
            return null;
        });
    }

    private int forget() {
        return inTransaction(manager -> new HistoryStore(manager).forgetSomeBefore(NEW));
    }

    private List<RecentDelivery> kept() {
        return inTransaction(manager -> new HistoryStore(manager).newest(10));
    }

    @AfterEach
    void empty() {
        inTransaction(manager -> manager.createQuery("delete from HistoryRow").executeUpdate());
    }

    @Test
    void deletesOldRowsInBatchesAndKeepsTheOthers() {
        write(HistoryStore.AT_ONCE + 1, OLD);
        write(1, NEW);

        assertThat(forget()).isEqualTo(HistoryStore.AT_ONCE);
        assertThat(forget()).isEqualTo(1);
        assertThat(forget()).isZero();

        assertThat(kept()).singleElement().extracting(RecentDelivery::at).isEqualTo(NEW);
    }

    /** One row that cannot be stored would take its batch with it. */
    @Test
    void cutsTextsThatAreTooLongForARow() {
        RecentDelivery delivery = new RecentDelivery(
                NEW, new QueueId(1), "x".repeat(1112), Reports.failure("a\0@b.example", "no\0".repeat(1000)));
        inTransaction(manager -> {
            new HistoryStore(manager).write(List.of(delivery));
            return null;
        });
        assertThat(kept()).singleElement().satisfies(row -> {
            assertThat(row.sender()).hasSize(1024);
            assertThat(row.recipient()).isEqualTo("a?@b.example");
            assertThat(row.report().text()).hasSize(1000);
        });
    }
}
