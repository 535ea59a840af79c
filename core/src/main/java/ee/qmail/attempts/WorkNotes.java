package ee.qmail.attempts;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Notes work under way, such as what beans of applications are doing, in a file that outlives the process: when one of them has ended it, the next
 * process can say which one. As with {@link AttemptMarks} the file is mapped into memory, so that a note costs no system call.
 *
 * <p>Slots of 512 octets: length of the note (4), 0 if there is none, and its text. Safe for use by several threads.
 */
public final class WorkNotes {
    private static final Logger LOG = Logger.getLogger(WorkNotes.class.getName());
    /** More than is done at once. */
    private static final int SLOTS = 256;

    private static final int SLOT = 512;
    private static final int LONGEST = SLOT - Integer.BYTES;
    private static final int SIZE = SLOTS * SLOT;

    private final Queue<Integer> free = new ConcurrentLinkedQueue<>();
    /** Null if there are no notes. */
    private final MappedByteBuffer slots;

    private WorkNotes(MappedByteBuffer slots) {
        this.slots = slots;
    }

    /**
     * Without notes, if there can be none.
     *
     * @param left gets each note of the process before whose work had not ended, as one line
     */
    public static WorkNotes open(Path path, Consumer<String> left) {
        try {
            Files.createDirectories(path.getParent());
            WorkNotes notes = new WorkNotes(MappedFile.open(path, SIZE));
            notes.takeOver().forEach(left);
            return notes;
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "work under way cannot be noted in " + path);
            return none();
        }
    }

    /** Notes nothing. */
    public static WorkNotes none() {
        return new WorkNotes(null);
    }

    private List<String> takeOver() {
        List<String> left = new ArrayList<>();
        for (int slot = 0; slot < SIZE; slot += SLOT) {
            int length = slots.getInt(slot);
            if (length > 0 && length <= LONGEST) {
                byte[] text = new byte[length];
                slots.get(slot + Integer.BYTES, text);
                left.add(new String(text, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?"));
            }
            slots.putInt(slot, 0);
            free.add(slot);
        }
        return left;
    }

    /**
     * Stands until it is closed.
     *
     * @param what somebody does; cut after 508 octets
     */
    public AttemptMarks.Mark begin(String what) {
        Integer slot = slots == null ? null : free.poll();
        if (slot == null) {
            return () -> {};
        }
        byte[] text = what.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, LONGEST);
        slots.put(slot + Integer.BYTES, text, 0, length);
        slots.putInt(slot, length);
        return () -> {
            slots.putInt(slot, 0);
            free.add(slot);
        };
    }
}
