package ee.qmail.status;

/**
 * How many messages or jobs are in each place of INTERNALS.md. -1 means that the broker or the database does not tell.
 *
 * @param deferred jobs that wait in the database
 */
public record QueueCounts(long local, long remote, long deferred, long dead) {}
