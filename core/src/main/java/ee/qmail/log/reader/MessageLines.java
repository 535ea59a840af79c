package ee.qmail.log.reader;

import ee.qmail.message.QueueId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the lines of one message in the log of qmail-send, read backwards. The end of a delivery names its number alone: whose it was is known when its
 * beginning is met. Numbers come again after a start of the server, always with a beginning of their own. For one thread at a time.
 */
final class MessageLines {
    /** More deliveries than these are not under way at once. */
    private static final int MOST_OPEN = 10_000;

    private static final Pattern STARTING = Pattern.compile("starting delivery ([0-9]{1,19}): msg ([0-9]{1,19}) ");
    private static final Pattern DELIVERY = Pattern.compile("delivery ([0-9]{1,19}): ");

    /** @param place how many lines were met before it */
    record Met(long place, LogLine line) {}

    private final String id;
    private final Pattern named;
    private final Map<String, Met> ends = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Met> eldest) {
            return size() > MOST_OPEN;
        }
    };
    private long met;

    MessageLines(QueueId message) {
        id = message.toString();
        // an address has no blank here, so that nobody can write such words into it
        named = Pattern.compile("(?:.* )?(?:msg|qp) " + id + "(?![0-9]).*|triple bounce: discarding bounce/" + id);
    }

    /** The number of lines that were met. */
    long met() {
        return met;
    }

    /** The lines of the message that are known by this one, the newest first. */
    List<Met> of(LogLine line) {
        Met here = new Met(met++, line);
        Matcher ending = DELIVERY.matcher(line.text());
        if (ending.lookingAt()) {
            ends.put(ending.group(1), here);
            return List.of();
        }
        List<Met> found = new ArrayList<>();
        Matcher starting = STARTING.matcher(line.text());
        if (starting.lookingAt()) {
            Met end = ends.remove(starting.group(1));
            if (end != null && starting.group(2).equals(id)) {
                found.add(end);
            }
        }
        if (named.matcher(line.text()).matches()) {
            found.add(here);
        }
        return found;
    }
}
