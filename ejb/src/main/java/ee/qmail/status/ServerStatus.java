package ee.qmail.status;

import java.util.List;

/** What the console and the health check show. */
public interface ServerStatus {
    /** smtpd, pop3d, queue and database. */
    List<ServiceState> services();

    QueueCounts queue();

    /** Newest first. */
    List<RecentDelivery> recent(int max);
}
