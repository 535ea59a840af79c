package ee.qmail.deferred;

import jakarta.persistence.EntityManager;
import org.hibernate.dialect.PostgreSQLDialect;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * One statement that leases the jobs that are due and returns them: a row is taken only if it is free at the instant in which it is written.
 * Parameters: now, until, owner, most. Columns: queue id, job, attempt, domain, channel, sender.
 */
final class DueStatement {
    private static final String DUE = " from {h-schema}deferred_job where next_attempt <= :now"
            + " and (lease_until is null or lease_until <= :now) and (bounce is null or bounce = job)"
            + " order by next_attempt limit :most";

    private static final String LEASE = "update {h-schema}deferred_job set lease_until = :until, lease_owner = :owner"
            + " where (lease_until is null or lease_until <= :now) and (queue_id, job) in (select queue_id, job" + DUE;

    private static final String TOLD =
            "select leased.queue_id, leased.job, leased.attempt, leased.domain, leased.channel, m.sender from ";

    private static final String OF_MESSAGES =
            " join {h-schema}deferred_message m on m.queue_id = leased.queue_id" + " order by leased.next_attempt";

    /** Passes by rows that another server is just taking. */
    private static final String POSTGRESQL = "with leased as (" + LEASE + " for update skip locked)"
            + " returning queue_id, job, attempt, domain, channel, next_attempt) " + TOLD
            + "leased" + OF_MESSAGES;

    /** Waits for another server, and looks at the row again then. */
    private static final String H2 = TOLD + "final table (" + LEASE + ")) leased" + OF_MESSAGES;

    private DueStatement() {}

    static String of(EntityManager entities) {
        return entities.unwrap(SharedSessionContractImplementor.class)
                                .getJdbcServices()
                                .getDialect()
                        instanceof PostgreSQLDialect
                ? POSTGRESQL
                : H2;
    }
}
