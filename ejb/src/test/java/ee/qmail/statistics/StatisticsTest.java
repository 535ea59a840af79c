package ee.qmail.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.directory.TestDatabase;
import ee.qmail.home.NodeId;
import ee.qmail.meter.Meter;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Counted ACCEPTED = new Counted(Meter.MESSAGES, List.of("mx", "accepted"));
    private static final Counted QUEUED = new Counted(Meter.QUEUED, List.of());

    private final StatisticsStore store = transactional("0000000000000001");
    private final Statistics statistics = new Statistics(store);

    private static StatisticsStore transactional(String node) {
        return new StatisticsStore() {
            private <T> T inTransaction(Function<StatisticsStore, T> call) {
                try (EntityManager manager = TestDatabase.open()) {
                    manager.getTransaction().begin();
                    T result = call.apply(new StatisticsStore(manager, new NodeId(node)));
                    manager.getTransaction().commit();
                    return result;
                }
            }

            @Override
            public void add(Instant time, Map<Counted, Long> amounts) {
                inTransaction(store -> {
                    store.add(time, amounts);
                    return null;
                });
            }

            @Override
            List<Row> read(Duration step, Instant from, Instant to) {
                return inTransaction(store -> store.read(step, from, to));
            }

            @Override
            public void forget(Duration step, Instant before) {
                inTransaction(store -> {
                    store.forget(step, before);
                    return null;
                });
            }
        };
    }

    @BeforeEach
    void atNoon() {
        at(NOON);
    }

    private void at(Instant now) {
        statistics.clock = Clock.fixed(now, ZoneOffset.UTC);
    }

    @AfterEach
    void empty() {
        store.forget(StatisticsStore.MINUTE, NOON.plus(Duration.ofDays(1)));
        store.forget(StatisticsStore.HOUR, NOON.plus(Duration.ofDays(1)));
    }

    private List<Long> amounts(Span span, Counted counted) {
        return statistics.course(span).series().stream()
                .filter(series -> series.counted().equals(counted))
                .map(Course.Series::amounts)
                .findFirst()
                .orElse(List.of());
    }

    @Test
    void countsOfAMinuteAreAddedUp() {
        store.add(NOON.minusSeconds(50), Map.of(ACCEPTED, 2L, QUEUED, 1L));
        store.add(NOON.minusSeconds(10), Map.of(ACCEPTED, 3L));

        List<Long> minutes = amounts(Span.HOUR, ACCEPTED);
        assertThat(minutes).hasSize(60);
        assertThat(minutes.get(58)).isEqualTo(5);
        assertThat(minutes.stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
        assertThat(amounts(Span.HOUR, QUEUED).get(58)).isOne();
    }

    @Test
    void whatAllServersCountIsOneNumber() {
        store.add(NOON.minusSeconds(50), Map.of(ACCEPTED, 2L));
        transactional("0000000000000002").add(NOON.minusSeconds(50), Map.of(ACCEPTED, 4L));

        assertThat(amounts(Span.HOUR, ACCEPTED).get(58)).isEqualTo(6);
    }

    @Test
    void eachSpanHasItsSteps() {
        store.add(NOON.minus(Duration.ofHours(20)), Map.of(ACCEPTED, 1L));
        store.add(NOON.minus(Duration.ofHours(20)).plusSeconds(600), Map.of(ACCEPTED, 1L));
        store.add(NOON.minus(Duration.ofDays(6)), Map.of(ACCEPTED, 7L));
        store.add(NOON.minus(Duration.ofDays(29)), Map.of(ACCEPTED, 9L));

        assertThat(amounts(Span.HOUR, ACCEPTED)).isEmpty();
        assertThat(amounts(Span.DAY, ACCEPTED)).hasSize(96).containsOnlyOnce(2L);
        assertThat(amounts(Span.WEEK, ACCEPTED)).hasSize(84).containsOnlyOnce(7L, 2L);
        assertThat(amounts(Span.MONTH, ACCEPTED)).hasSize(120).containsOnlyOnce(9L, 7L, 2L);
    }

    @Test
    void theStepThatIsNotOverIsTheLastOne() {
        at(NOON.plusSeconds(61));
        store.add(NOON.plusSeconds(60), Map.of(ACCEPTED, 1L));

        assertThat(amounts(Span.HOUR, ACCEPTED).get(59)).isOne();
        assertThat(statistics.course(Span.HOUR).from())
                .isEqualTo(NOON.plusSeconds(120).minusSeconds(3_600));
    }

    @Test
    void whatIsOldIsForgotten() {
        store.add(NOON.minus(Duration.ofHours(20)), Map.of(ACCEPTED, 1L));
        store.forget(StatisticsStore.MINUTE, NOON);

        assertThat(amounts(Span.DAY, ACCEPTED)).isEmpty();
        assertThat(amounts(Span.WEEK, ACCEPTED)).contains(1L);
    }

    /** Nothing is lost while the database is away, and nothing is stored twice. */
    @Test
    void theWriterStoresWhatIsNewAgainUntilItIsStored() {
        StatisticsWriter writer = new StatisticsWriter();
        writer.clock = Clock.fixed(NOON, ZoneOffset.UTC);
        writer.store = store;
        writer.write(); // what other tests have counted
        empty();
        Meter.MESSAGES.count("mx", "accepted");
        writer.store = new StatisticsStore() {
            @Override
            public void add(Instant time, Map<Counted, Long> amounts) {
                throw new IllegalStateException("no database");
            }
        };
        assertThatThrownBy(writer::write).hasMessage("no database");
        Meter.MESSAGES.count("mx", "accepted");
        writer.store = store;
        writer.write();
        writer.write();

        assertThat(amounts(Span.HOUR, ACCEPTED).get(58)).isEqualTo(2);
    }
}
