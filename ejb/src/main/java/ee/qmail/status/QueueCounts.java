package ee.qmail.status;

/**
 * The numbers of messages or jobs in each place of INTERNALS.md. -1 means that the broker or the database does not
 * tell.
 *
 * @param deferred jobs that wait in the database
 */
public record QueueCounts(long local, long remote, long deferred, long dead) {}
