package ee.qmail.statistics;

import ee.qmail.home.NodeId;
import ee.qmail.meter.Meter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.query.NativeQuery;

/** The table {@code statistics}. */
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class StatisticsStore {
    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration HOUR = Duration.ofHours(1);

    private final EntityManager entities;
    private final NodeId node;

    /** For the container's proxies. */
    protected StatisticsStore() {
        this(null, null);
    }

    @Inject
    public StatisticsStore(EntityManager entities, NodeId node) {
        this.entities = entities;
        this.node = node;
    }

    /** @param begins the time at which its minute or hour begins */
    record Row(Instant begins, Counted counted, long amount) {}

    /** Adds to the minute and to the hour of a time: both or none. */
    public void add(Instant time, Map<Counted, Long> amounts) {
        for (Duration step : List.of(MINUTE, HOUR)) {
            Instant begins = begin(time, step);
            amounts.forEach((counted, amount) -> add(step, begins, counted, amount));
        }
    }

    /** The time at which the step began of which a time is. */
    static Instant begin(Instant time, Duration step) {
        return Instant.ofEpochSecond(time.getEpochSecond() - Math.floorMod(time.getEpochSecond(), step.toSeconds()));
    }

    private void add(Duration step, Instant begins, Counted counted, long amount) {
        String key = " step = :step and begins = :begins and meter = :meter and labels = :labels and node = :node";
        Query more =
                keyed("update {h-schema}statistics set amount = amount + :amount where" + key, step, begins, counted);
        if (more.setParameter("amount", amount).executeUpdate() == 0) {
            keyed(
                            "insert into {h-schema}statistics (step, begins, meter, labels, node, amount)"
                                    + " values (:step, :begins, :meter, :labels, :node, :amount)",
                            step,
                            begins,
                            counted)
                    .setParameter("amount", amount)
                    .executeUpdate();
        }
    }

    private Query keyed(String statement, Duration step, Instant begins, Counted counted) {
        return entities.createNativeQuery(statement)
                .setParameter("step", (int) step.toSeconds())
                .setParameter("begins", begins)
                .setParameter("meter", counted.meter().name())
                .setParameter("labels", counted.joined())
                .setParameter("node", node.value());
    }

    /**
     * The sums of all servers.
     *
     * @param from the first time of interest
     * @param to the first that is not
     */
    List<Row> read(Duration step, Instant from, Instant to) {
        List<?> found = entities.createNativeQuery(
                        "select begins, meter, labels, sum(amount) as total from {h-schema}statistics"
                                + " where step = :step and begins >= :from and begins < :to group by begins, meter, labels"
                                + " order by begins")
                .unwrap(NativeQuery.class)
                .addScalar("begins", Instant.class)
                .addScalar("meter", String.class)
                .addScalar("labels", String.class)
                .addScalar("total", Long.class)
                .setParameter("step", (int) step.toSeconds())
                .setParameter("from", from)
                .setParameter("to", to)
                .getResultList();
        List<Row> rows = new ArrayList<>();
        for (Object each : found) {
            Object[] columns = (Object[]) each;
            meter((String) columns[1])
                    .ifPresent(meter -> rows.add(
                            new Row((Instant) columns[0], Counted.of(meter, (String) columns[2]), (Long) columns[3])));
        }
        return rows;
    }

    /** Empty for one of another version of this software. */
    private static Optional<Meter> meter(String name) {
        return Arrays.stream(Meter.values())
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    /** Deletes what is older. */
    public void forget(Duration step, Instant before) {
        entities.createNativeQuery("delete from {h-schema}statistics where step = :step and begins < :before")
                .setParameter("step", (int) step.toSeconds())
                .setParameter("before", before)
                .executeUpdate();
    }
}
