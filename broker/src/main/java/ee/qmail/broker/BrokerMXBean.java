package ee.qmail.broker;

import java.util.Map;

/** What the broker tells other modules, as {@code ee.qmail:type=Broker}. */
public interface BrokerMXBean {
    /** Messages by queue name. */
    Map<String, Long> getDepths();

    /** Whether a message to topic {@code qmail.events} would reach anybody now. */
    boolean isEventsWanted();
}
