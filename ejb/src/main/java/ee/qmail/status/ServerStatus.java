package ee.qmail.status;

import ee.qmail.history.RecentDelivery;
import java.util.List;

/** The state of the server for console and health check. */
public interface ServerStatus {
    /** Name of the service that delivers. A server on which it is stopped is still there for its clients. */
    String SEND = "send";

    /**
     * smtpd, pop3d, send, queue and database; then each queue that has fewer consumers than it should, by its name, and of what works behind
     * them, what gives no sign of life ({@link ee.qmail.loop.SignOfLife}).
     */
    List<ServiceState> services();

    QueueCounts queue();

    /** Newest first. */
    List<RecentDelivery> recent(int max);

    /** What an administrator has to do something about though all services are up, one sentence each. */
    List<String> warnings();
}
