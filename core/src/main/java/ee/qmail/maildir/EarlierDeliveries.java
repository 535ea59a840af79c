package ee.qmail.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * The content of Maildirs when they were first asked for here. Says at once that a delivery was not made before that;
 * after a start with thousands of left-over jobs for one Maildir its directories are read once and not for each. Safe
 * for use by several threads.
 *
 * <p>Kept are the queue ids in the names, 8 octets a message, of the Maildirs asked for last.
 */
public final class EarlierDeliveries {
    private static final int MAX_MESSAGES = 4_000_000;
    private static final int MAX_OF_ONE = 1_000_000;
    private static final String ID = ".Q";
    private static final int MAX_DIGITS = 19;

    private final Map<Path, long[]> maildirs = new LinkedHashMap<>(16, 0.75f, true);
    /** Maildirs that are being read, which may take long: who asks for another one does not wait. */
    private final Map<Path, Object> reading = new ConcurrentHashMap<>();

    private final long most;
    private long messages;

    public EarlierDeliveries() {
        this(MAX_MESSAGES);
    }

    /** @param most messages of which something is kept, but for the last Maildir */
    EarlierDeliveries(long most) {
        this.most = most;
    }

    /**
     * @return false if that delivery was certainly not made before anybody asked for this Maildir here
     * @throws IOException if the Maildir cannot be read
     */
    public boolean mayHold(Maildir maildir, DeliveryName name) throws IOException {
        long[] ids = known(maildir.path());
        if (ids == null) {
            ids = readOnce(maildir);
        }
        return ids.length >= MAX_OF_ONE || Arrays.binarySearch(ids, queueId(name.base())) >= 0;
    }

    private long[] readOnce(Maildir maildir) throws IOException {
        Path path = maildir.path();
        try {
            synchronized (reading.computeIfAbsent(path, key -> new Object())) {
                long[] ids = known(path); // by the one before
                if (ids == null) {
                    ids = queueIds(maildir);
                    keep(path, ids);
                }
                return ids;
            }
        } finally {
            reading.remove(path);
        }
    }

    private synchronized long[] known(Path maildir) {
        return maildirs.get(maildir);
    }

    /** Of a Maildir with too many messages not all: it may hold anything. */
    private static long[] queueIds(Maildir maildir) throws IOException {
        LongStream.Builder ids = LongStream.builder();
        int[] count = new int[1];
        maildir.eachName(name -> {
            long id = queueId(name);
            if (id >= 0 && count[0] < MAX_OF_ONE) {
                ids.add(id);
                count[0]++;
            }
        });
        return ids.build().sorted().toArray();
    }

    private synchronized void keep(Path maildir, long[] ids) {
        long[] before = maildirs.put(maildir, ids);
        messages += ids.length - (before == null ? 0 : before.length);
        Iterator<long[]> oldest = maildirs.values().iterator();
        while (messages > most && maildirs.size() > 1) {
            messages -= oldest.next().length;
            oldest.remove();
        }
    }

    /** The id in {@code <seconds>.Q<queue id>R...}, or -1 if another program has made that name. */
    private static long queueId(String fileName) {
        int from = OwnName.digits(fileName, 0) + ID.length();
        int end = OwnName.digits(fileName, Math.min(from, fileName.length()));
        boolean own = fileName.startsWith(ID, from - ID.length())
                && end > from
                && end - from <= MAX_DIGITS
                && fileName.startsWith("R", end);
        return own ? Long.parseUnsignedLong(fileName, from, end, 10) : -1;
    }
}
