package ee.qmail.jms;

import ee.qmail.contract.RefusedMessageException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/**
 * Reads the properties of jobs and tickets as they were written. A client with the password of the broker can put anything into a queue: a property that is
 * missing, of another type or out of its range is wrong each time the message comes, and is refused at once.
 */
final class JobProperties {
    /** The last millisecond of the year 9999. */
    private static final long LAST_ARRIVAL = 253_402_300_799_999L;

    private JobProperties() {}

    /** @throws RefusedMessageException if it is missing or no string */
    static String text(Message message, String name) throws JMSException {
        Object value = message.getObjectProperty(name);
        if (value instanceof String text) {
            return text;
        }
        throw refused(name, value, "a string");
    }

    /** @throws RefusedMessageException if it is missing or no integer */
    static long number(Message message, String name) throws JMSException {
        Object value = message.getObjectProperty(name);
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        throw refused(name, value, "a whole number");
    }

    /** @throws RefusedMessageException if it is missing, no integer, or not from {@code least} to the largest int */
    static int number(Message message, String name, int least) throws JMSException {
        long value = number(message, name);
        if (value < least || value > Integer.MAX_VALUE) {
            throw new RefusedMessageException(
                    "property " + name + ": is " + value + ", must be from " + least + " to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    private static RefusedMessageException refused(String name, Object value, String right) {
        String is = value == null ? "is missing" : "is a " + value.getClass().getSimpleName();
        return new RefusedMessageException("property " + name + ": " + is + ", must be " + right);
    }

    /**
     * The job, whose numbers are such as this server writes.
     *
     * @throws RefusedMessageException if they are not
     */
    static Job checked(Job job) {
        long arrival = job.arrival().toEpochMilli();
        if (job.number() < 1 || job.jobs() < 1 || job.wireSize() < 0 || arrival < 0 || arrival > LAST_ARRIVAL) {
            throw new RefusedMessageException(
                    "job " + job.key() + " of " + job.jobs() + ", " + job.wireSize()
                            + " octets on the wire, arrival " + arrival
                            + ": numbers of jobs begin with 1, sizes with 0, and the arrival must be in the years 1970 to 9999");
        }
        if (job.envelope().recipients().stream().allMatch(String::isEmpty)) {
            throw new RefusedMessageException("job " + job.key() + ": has no recipient, must have one");
        }
        return job;
    }
}
