package ee.qmail.broker;

import java.util.Map;

/** What the broker tells other modules, as {@code ee.qmail:type=Broker}. */
public interface BrokerMXBean {
    /** Messages by queue name. */
    Map<String, Long> getDepths();

    /** Whether the disk of the journal has too little room left for more messages. */
    boolean isFull();

    /** Whether a message to topic {@code qmail.events} would reach anybody now. */
    boolean isEventsWanted();
}
