package ee.qmail.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.history.facts.Fact;
import ee.qmail.history.facts.HistorySpool;
import ee.qmail.message.Attributes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryIngestTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final List<Fact> stored = new ArrayList<>();
    private HistorySpool.Place place = new HistorySpool.Place(0, 0);
    private long now;
    private long writeTakes;
    private SQLException trouble;
    private long poison = -1;
    private HistorySpool spool;
    private HistoryIngest ingest;

    private final HistoryStore store = new HistoryStore() {
        @Override
        void write(String node, List<Fact> facts, HistorySpool.Place next) {
            now += writeTakes;
            if (trouble != null) {
                throw new IllegalStateException(trouble);
            }
            if (facts.stream().anyMatch(fact -> fact.id() == poison)) {
                throw new IllegalStateException(new SQLException("planned", "22001"));
            }
            stored.addAll(facts);
            place = next;
        }

        @Override
        HistorySpool.Place place(String node) {
            return place;
        }
    };

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        spool = new HistorySpool(directory, 1 << 20);
        ingest = new HistoryIngest(spool, store, "n", () -> now, () -> now / MILLI);
    }

    private void tell(int facts) {
        List<Fact> all = new ArrayList<>();
        for (int i = 0; i < facts; i++) {
            all.add(new Fact.Refused(i, 0, "RCPT", "", "", Attributes.NONE, 0, "550", 1));
        }
        spool.append(all);
        ingest.told(facts);
    }

    @Test
    void bringsFactsToTheDatabaseInTheirOrder() throws IOException {
        tell(HistoryIngest.BATCH + 3);
        assertThat(ingest.writeSome()).isTrue();
        assertThat(stored).hasSize(HistoryIngest.BATCH);
        assertThat(ingest.writeSome()).isTrue();
        assertThat(ingest.writeSome()).isFalse();
        assertThat(stored).extracting(Fact::id).isSorted().hasSize(HistoryIngest.BATCH + 3);
        assertThat(spool.backlog()).isZero();
    }

    @Test
    void afterTroubleTheDatabaseIsAskedHowFarItGot() throws IOException {
        tell(5);
        trouble = new SQLException("planned", "08006");
        assertThatThrownBy(ingest::writeSome).hasRootCause(trouble);
        trouble = null;
        ingest.writeSome();
        assertThat(stored).hasSize(5);
    }

    @Test
    void aFactThatTheDatabaseNeverTakesDoesNotHoldUpTheOthers() throws IOException {
        tell(5);
        poison = 3;
        ingest.writeSome();
        assertThat(stored).extracting(Fact::id).containsExactly(0L, 1L, 2L, 4L);
        assertThat(ingest.writeSome()).isFalse();
    }

    @Test
    void tellsHowFarItIsBehind() throws IOException {
        now = 1_000 * SECOND;
        ingest.writeSome();
        assertThat(ingest.lag()).isZero();
        tell(1);
        now += 7 * SECOND;
        assertThat(ingest.lag()).isEqualTo(Duration.ofSeconds(7));

        long id = HistoryKeys.idAt(now / MILLI - 2_000);
        spool.append(List.of(new Fact.Refused(id, 0, "RCPT", "", "", Attributes.NONE, 0, "550", 1)));
        ingest.writeSome();
        assertThat(ingest.lag()).isZero();
        tell(1);
        assertThat(ingest.lag()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void takesASmallShareWhileMuchMailMovesAndHalfOfTheTimeElse() throws IOException {
        writeTakes = SECOND / 10;
        tell(2 * HistoryIngest.MUCH);
        now = SECOND;
        ingest.writeSome();
        assertThat(ingest.pause()).isEqualTo(Duration.ofNanos(3_233_333_333L));

        tell(10);
        now += 2 * SECOND;
        ingest.writeSome();
        assertThat(ingest.pause()).isEqualTo(Duration.ofMillis(100));
    }
}
