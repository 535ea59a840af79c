package ee.qmail.deferred;

import ee.qmail.message.QueueId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a waiting job: queue id and number, as {@code 3764931093905408-1}. */
public record JobKey(QueueId id, int number) {
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,18})-([0-9]{1,9})");

    /** Empty for what is no such name. */
    public static Optional<JobKey> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JobKey(QueueId.parse(parts.group(1)), Integer.parseInt(parts.group(2))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // larger than an id can be
        }
    }

    static JobKey of(DeferredJob.Key key) {
        return new JobKey(new QueueId(key.queueId()), key.job());
    }

    DeferredJob.Key row() {
        return new DeferredJob.Key(id.value(), number);
    }

    @Override
    public String toString() {
        return id + "-" + number;
    }
}
