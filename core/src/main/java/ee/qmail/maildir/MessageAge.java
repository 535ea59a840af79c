package ee.qmail.maildir;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a name tells of the age of its message (POP-5). Read once, when the directory gives the name: a sort that read the
 * names at each comparison took most of the time of a log-in.
 *
 * @param seconds that begin the name
 * @param queueId in a name of our own, which grows within a second; else -1
 */
record MessageAge(MaildirMessage message, long seconds, long queueId) {
    private static final Comparator<MessageAge> OLDEST_FIRST = Comparator.comparingLong(MessageAge::seconds)
            .thenComparingLong(MessageAge::queueId)
            .thenComparing(age -> age.message().name())
            .thenComparingInt(age -> age.message().namesake());

    static MessageAge of(MaildirMessage message) {
        String name = message.name();
        int end = OwnName.digits(name, 0);
        long queueId =
                name.startsWith(OwnName.QUEUE_ID, end) ? OwnName.number(name, end + OwnName.QUEUE_ID.length()) : -1;
        return new MessageAge(message, OwnName.number(name, 0), queueId);
    }

    /** Oldest first as far as the names tell. */
    static List<MaildirMessage> sorted(List<MessageAge> ages) {
        ages.sort(OLDEST_FIRST);
        List<MaildirMessage> sorted = new ArrayList<>(ages.size());
        ages.forEach(age -> sorted.add(age.message));
        return sorted;
    }
}
