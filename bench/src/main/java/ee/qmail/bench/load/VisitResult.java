package ee.qmail.bench.load;

/**
 * The result of a job.
 *
 * @param visits that came to their end
 * @param refused attempts that ended otherwise; each was made again
 * @param nanos from the first connection to the end of the last visit
 */
public record VisitResult(long visits, long refused, long nanos) {
    public double perSecond() {
        return visits * 1e9 / Math.max(1, nanos);
    }
}
