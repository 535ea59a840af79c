package ee.qmail.bench.load;

/**
 * The result of a job.
 *
 * @param messages downloaded
 * @param sessions that came to their end
 * @param nanos from the first connection to the last answer to QUIT
 */
public record Pop3Result(long messages, long sessions, long nanos) {}
