package ee.qmail.send;

import ee.qmail.deferred.EarlierAttempts;
import ee.qmail.jms.Job;
import ee.qmail.message.DeliveryReport;
import java.io.IOException;
import java.util.List;

/** qmail-local or qmail-remote: one attempt at each of a few jobs. */
@FunctionalInterface
public interface Deliverer {
    /**
     * @return one report per recipient of the job, in their order; they count when {@link #sync} has returned
     */
    List<DeliveryReport> deliver(Job job, EarlierAttempts earlier);

    /**
     * Makes all attempts since the last call survive a crash.
     *
     * @throws IOException if they may not
     */
    default void sync() throws IOException {}
}
