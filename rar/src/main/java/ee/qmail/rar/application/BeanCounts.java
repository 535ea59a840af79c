package ee.qmail.rar.application;

import ee.qmail.contract.BeanFailure;
import ee.qmail.contract.BeanFigures;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.rar.listener.Endpoints;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What has become of the mail of one bean, at all of its addresses. Safe for use by several threads. */
final class BeanCounts {
    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    private final InstantSource clock;
    private final int[] minutes = new int[BeanFigures.MINUTES];
    private long minute;
    private int running;
    private long taken;
    private long rejected;
    private long failed;
    private long turnedAway;
    private BeanFailure lastFailure;

    BeanCounts(InstantSource clock) {
        this.clock = clock;
        this.minute = now();
    }

    private long now() {
        return clock.millis() / MINUTE_MILLIS;
    }

    synchronized void began() {
        running++;
    }

    synchronized void returned() {
        running--;
    }

    synchronized void settled(DeliveryReport report) {
        if (report.outcome() == Outcome.SUCCESS) {
            taken++;
            passTime();
            minutes[slot(minute)]++;
        } else if (report.outcome() == Outcome.FAILURE) {
            rejected++;
        } else if (report.reason() == Reason.APPLICATION_BUSY || report.reason() == Reason.APPLICATION_LEFT_ALONE) {
            turnedAway++;
        } else {
            failed++;
        }
    }

    synchronized void failed(BeanFailure failure) {
        lastFailure = failure;
    }

    /** What was counted an hour ago counts no more; a clock that is set back changes nothing. */
    private void passTime() {
        long now = now();
        for (long i = Math.max(minute + 1, now - BeanFigures.MINUTES + 1); i <= now; i++) {
            minutes[slot(i)] = 0;
        }
        minute = Math.max(minute, now);
    }

    private static int slot(long minute) {
        return Math.floorMod(minute, BeanFigures.MINUTES);
    }

    synchronized BeanFigures figures(Endpoints<?> endpoints, int concurrency, int timeout) {
        passTime();
        List<Integer> perMinute = new ArrayList<>();
        for (long i = minute - BeanFigures.MINUTES + 1; i <= minute; i++) {
            perMinute.add(minutes[slot(i)]);
        }
        return new BeanFigures(
                endpoints.beanClass().getName(),
                endpoints.activation(),
                concurrency,
                timeout,
                running,
                taken,
                rejected,
                failed,
                turnedAway,
                perMinute,
                lastFailure);
    }
}
