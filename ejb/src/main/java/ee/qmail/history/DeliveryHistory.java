package ee.qmail.history;

import ee.qmail.jms.Job;
import ee.qmail.message.DeliveryReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The latest outcomes, in memory for the start page and, in batches, on their way to the table {@code delivery}. */
@ApplicationScoped
public class DeliveryHistory {
    private static final int REMEMBERED = 200;
    /** Rows that may wait for the database; more are dropped, since history must not hold up mail. */
    private static final int MAX_UNWRITTEN = 20_000;

    private final Deque<RecentDelivery> recent = new ArrayDeque<>();
    private final Deque<RecentDelivery> unwritten = new ArrayDeque<>();

    /** @param report on a recipient as the sender knows the address */
    public synchronized void add(Job job, DeliveryReport report) {
        RecentDelivery delivery =
                new RecentDelivery(Instant.now(), job.id(), job.envelope().sender(), report);
        recent.addFirst(delivery);
        if (recent.size() > REMEMBERED) {
            recent.removeLast();
        }
        if (unwritten.size() < MAX_UNWRITTEN) {
            unwritten.addLast(delivery);
        }
    }

    /** Newest first. */
    public synchronized List<RecentDelivery> recent(int max) {
        return recent.stream().limit(max).toList();
    }

    /** Fills an empty history after a start. */
    synchronized void restore(List<RecentDelivery> newestFirst) {
        newestFirst.forEach(recent::addLast);
    }

    /** Takes up to {@code max} of what the database does not have yet, oldest first. */
    synchronized List<RecentDelivery> takeUnwritten(int max) {
        List<RecentDelivery> taken = new ArrayList<>();
        while (taken.size() < max && !unwritten.isEmpty()) {
            taken.add(unwritten.removeFirst());
        }
        return taken;
    }
}
