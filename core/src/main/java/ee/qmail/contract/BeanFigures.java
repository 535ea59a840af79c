package ee.qmail.contract;

import java.util.List;

/**
 * A bean that takes mail, and what has become of its mail since it is there.
 *
 * @param beanClass its name
 * @param activation the name that the application server has given it, with that of its application; empty if there is none
 * @param concurrency mails that it is given at once, at most
 * @param timeout seconds that it may take for one
 * @param running calls that have not returned, those among them that nobody waits for any more
 * @param taken mails whose transaction has committed
 * @param rejected mails that it has rejected, for good
 * @param failed mails that are deferred since it failed or took too long; each attempt counts
 * @param turnedAway mails that are deferred without a call: there was no room, or it is left alone since it has ended the server
 * @param perMinute mails taken in each of the last {@link #MINUTES} minutes, the one under way last
 * @param lastFailure null if there was none
 */
public record BeanFigures(
        String beanClass,
        String activation,
        int concurrency,
        int timeout,
        int running,
        long taken,
        long rejected,
        long failed,
        long turnedAway,
        List<Integer> perMinute,
        BeanFailure lastFailure) {
    public static final int MINUTES = 60;

    public BeanFigures {
        perMinute = List.copyOf(perMinute);
    }

    /** Mails taken in the last hour. */
    public int lastHour() {
        return perMinute.stream().mapToInt(Integer::intValue).sum();
    }
}
