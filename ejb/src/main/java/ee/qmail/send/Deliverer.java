package ee.qmail.send;

import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Job;
import java.util.List;

/** qmail-local or qmail-remote: one attempt at one job. */
@FunctionalInterface
public interface Deliverer {
    /**
     * @param repeated whether an earlier attempt may have got further than anybody knows: a crash lies between
     * @return one report per recipient of the job, in their order
     */
    List<DeliveryReport> deliver(Job job, boolean repeated);
}
