package ee.qmail.bench.load;

/**
 * The result of a job.
 *
 * @param accepted messages answered 250
 * @param refused attempts that ended otherwise; each was made again
 * @param nanos from the first connection to the last 250
 * @param started {@link System#nanoTime} of the first connection
 * @param trouble what the first failed attempt was told, or empty
 */
public record SmtpResult(long accepted, long refused, long nanos, long started, String trouble) {
    public double perSecond() {
        return accepted * 1e9 / Math.max(1, nanos);
    }
}
