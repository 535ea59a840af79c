package ee.qmail.attempts;

import ee.qmail.message.QueueId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Marks the jobs in work, in a file that outlives the process: a job that was in work when a process died may have been the cause, and is not to be the death of the next one at once (ADR 17). The file is mapped into memory, so that a mark costs no system call.
 * It survives the end of the process, not that of the machine, which no mail is to blame for.
 *
 * <p>Slots of 16 octets: queue id (8), number of the job (4), 1 while it is in work, 2 if it is to blame for an orderly end (4). Safe for use by several threads.
 */
public final class AttemptMarks implements Closeable {
    /** From so many deaths on it is not by chance that a job was in work. */
    public static final int SUSPICIOUS = 2;

    /** From so many on somebody has to look at it. */
    public static final int CONVICTED = 3;

    private static final Logger LOG = Logger.getLogger(AttemptMarks.class.getName());
    private static final int SLOTS = 4096;
    private static final int SLOT = 16;
    private static final int NUMBER = 8;
    private static final int STATE = 12;
    private static final int NO_SLOT = -1;
    private static final int IN_WORK = 1;
    private static final int BLAMED = 2;
    private static final int MOST_TOLD = 20;
    /** Nobody asks for it any more: it was delivered by another server, or given up. */
    private static final Duration FORGOTTEN = Duration.ofDays(30);

    private final InstantSource clock;
    private final SuspectsFile file;
    private final Map<String, SuspectsFile.Suspect> suspects = new ConcurrentHashMap<>();
    private final Queue<Integer> free = new ConcurrentLinkedQueue<>();
    /** Null if there are no marks. */
    private final MappedByteBuffer slots;

    private AttemptMarks(MappedByteBuffer slots, SuspectsFile file, InstantSource clock) {
        this.slots = slots;
        this.file = file;
        this.clock = clock;
    }

    /**
     * Takes over what the process before has left in the directory. Without marks, if there can be none: that is no reason not to
     * deliver.
     */
    public static AttemptMarks open(Path directory) {
        return open(directory, Clock.systemUTC());
    }

    static AttemptMarks open(Path directory, InstantSource clock) {
        return open(directory, clock, FORGOTTEN, LOG::warning);
    }

    /**
     * The same for marks of something else than jobs.
     *
     * @param forgotten the time after which nothing is held against what may be tried again
     * @param told gets a line if the process before has left any
     */
    public static AttemptMarks open(Path directory, InstantSource clock, Duration forgotten, Consumer<String> told) {
        SuspectsFile file = new SuspectsFile(directory.resolve("suspects"), forgotten);
        try {
            Files.createDirectories(directory);
            AttemptMarks marks =
                    new AttemptMarks(MappedFile.open(directory.resolve("attempts"), SLOTS * SLOT), file, clock);
            marks.takeOver(told);
            return marks;
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "what is being delivered cannot be marked in " + directory);
            return new AttemptMarks(null, file, clock);
        }
    }

    private void takeOver(Consumer<String> told) throws IOException {
        Instant now = clock.instant();
        suspects.putAll(file.read(now));
        Set<String> left = new LinkedHashSet<>();
        for (int slot = 0; slot < SLOTS * SLOT; slot += SLOT) {
            if (slots.getInt(slot + STATE) != 0) {
                left.add(key(slots.getLong(slot), slots.getInt(slot + NUMBER)));
            }
        }
        // one death for each, also of a message that several subscriptions worked on
        left.forEach(key -> suspects.merge(key, SuspectsFile.Suspect.first(now), (known, first) -> known.again(now)));
        if (!left.isEmpty()) {
            told.accept("the server ended while it worked on " + left.size()
                    + " messages; what it was working on each time waits longer: " + list(left));
            keepSuspects();
        }
        for (int slot = 0; slot < SLOTS * SLOT; slot += SLOT) {
            slots.putInt(slot + STATE, 0);
            free.add(slot);
        }
    }

    /** On a full disk they are known to this process at least. */
    private void keepSuspects() {
        try {
            file.write(suspects);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the next start will not know what has ended the server before", e);
        }
    }

    private String list(Set<String> keys) {
        String more = keys.size() > MOST_TOLD ? ", ..." : "";
        return keys.stream()
                .limit(MOST_TOLD)
                .map(key -> key.substring(0, key.indexOf(' ')) + " ("
                        + suspects.get(key).deaths() + ")")
                .collect(Collectors.joining(", ", "", more));
    }

    private static String key(long id, int number) {
        return id + " " + number;
    }

    /** In work until it is closed. */
    public interface Mark extends AutoCloseable {
        @Override
        void close();
    }

    /** @param number of the job in its message; 0 for a message that has no jobs yet */
    public Mark begin(QueueId id, int number) {
        int slot = mark(id, number, IN_WORK);
        return () -> end(slot);
    }

    private int mark(QueueId id, int number, int state) {
        Integer polled = free.poll();
        int slot = polled == null ? NO_SLOT : polled;
        if (slot != NO_SLOT) {
            slots.putLong(slot, id.value());
            slots.putInt(slot + NUMBER, number);
            slots.putInt(slot + STATE, state);
        }
        return slot;
    }

    private void end(int slot) {
        if (slot != NO_SLOT) {
            slots.putInt(slot + STATE, 0);
            free.add(slot);
        }
    }

    /** Returns the number of processes that died while they worked on it, one after the other. */
    public int deaths(QueueId id, int number) {
        SuspectsFile.Suspect suspect = suspects.isEmpty() ? null : suspects.get(key(id.value(), number));
        return suspect == null ? 0 : suspect.deaths();
    }

    /** Until when it is to be left alone; empty if it may be tried now. */
    public Optional<Instant> heldBack(QueueId id, int number, Instant now) {
        SuspectsFile.Suspect suspect = suspects.isEmpty() ? null : suspects.get(key(id.value(), number));
        return suspect == null || !suspect.notBefore().isAfter(now)
                ? Optional.empty()
                : Optional.of(suspect.notBefore());
    }

    /**
     * Tells whether processes have died of it so often that it is not to be tried any more.
     *
     * @return an instant by which this case differs from later ones of the same job, and which is the same when asked again
     */
    public Optional<Instant> convicted(QueueId id, int number) {
        SuspectsFile.Suspect suspect = suspects.isEmpty() ? null : suspects.get(key(id.value(), number));
        return suspect == null || suspect.deaths() < CONVICTED ? Optional.empty() : Optional.of(suspect.notBefore());
    }

    /** The work on it ends the server, though in an orderly way, at which all marks are cleared: the next start counts it as a death all the same. */
    public void blame(QueueId id, int number) {
        mark(id, number, BLAMED);
    }

    /** Tells whether nothing is suspected, which is the rule. */
    public boolean isNothingSuspected() {
        return suspects.isEmpty();
    }

    /** Returns the numbers of those jobs of a message that are suspected. */
    public Set<Integer> suspected(QueueId id) {
        String prefix = id.value() + " ";
        return suspects.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> Integer.valueOf(key.substring(prefix.length())))
                .collect(Collectors.toSet());
    }

    /** It has been worked on to the end, and the server is still there. */
    public void survived(QueueId id, int number) {
        if (suspects.isEmpty() || suspects.remove(key(id.value(), number)) == null) {
            return;
        }
        keepSuspects();
    }

    /** The server stops: what is still in work is broken off, which is nobody's death. */
    @Override
    public void close() {
        for (int slot = 0; slots != null && slot < SLOTS * SLOT; slot += SLOT) {
            if (slots.getInt(slot + STATE) != BLAMED) {
                slots.putInt(slot + STATE, 0);
            }
        }
    }
}
