package ee.qmail.history.facts;

import ee.qmail.home.OwnerOnly;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Facts in files, in their order: appended by one thread, read by another. A file is begun at each start, after trouble, and when the last one is
 * large; one that is read to its end is deleted. Not synced: a crash of the machine may take the last seconds of history, and no mail. Each fact
 * stands behind its length and its CRC-32, 4 octets each; what is not whole ends its file. Safe for use by several threads.
 */
public final class HistorySpool {
    private static final Logger LOG = Logger.getLogger(HistorySpool.class.getName());

    static final long SEGMENT = 4L << 20;
    private static final int FRAME = 8;
    /** Octets of the longest fact. */
    private static final int LONGEST = 8 << 20;
    /** Octets read at a time. */
    private static final int WINDOW = 1 << 20;

    private final Path directory;
    private final long most;
    /** The octets of each file by its number. */
    private final NavigableMap<Long, Long> segments = new TreeMap<>();

    private Place read = new Place(0, 0);
    private FileChannel out;
    private boolean troubled;

    /** @param segment number of a file */
    public record Place(long segment, long offset) {}

    /** @param next where to go on */
    public record Batch(List<Fact> facts, Place next) {}

    /**
     * @param directory made if it is missing
     * @param most octets kept; facts beyond are not taken
     */
    public HistorySpool(Path directory, long most) throws IOException {
        this.directory = directory;
        this.most = most;
        OwnerOnly.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches("[0-9]{19}")) {
                    segments.put(Long.parseLong(name), Files.size(file));
                }
            }
        }
    }

    private Path file(long segment) {
        return directory.resolve(String.format("%019d", segment));
    }

    /** @return how many of them are kept: those at the beginning */
    public synchronized int append(List<Fact> facts) {
        int kept = 0;
        try {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            for (Fact fact : facts) {
                if (backlog() + octets.size() >= most) {
                    break;
                }
                frame(fact, octets);
                kept++;
            }
            write(octets.toByteArray());
            troubled = false;
            return kept;
        } catch (IOException e) {
            // said once, and not four times a second while the disk is full
            LOG.log(troubled ? Level.FINE : Level.WARNING, e, () -> directory + " cannot be written: history is lost");
            troubled = true;
            close();
            return 0;
        }
    }

    private static void frame(Fact fact, ByteArrayOutputStream to) throws IOException {
        ByteArrayOutputStream one = new ByteArrayOutputStream(512);
        FactCodec.write(fact, new DataOutputStream(one));
        byte[] octets = one.toByteArray();
        CRC32 sum = new CRC32();
        sum.update(octets);
        DataOutputStream out = new DataOutputStream(to);
        out.writeInt(octets.length);
        out.writeInt((int) sum.getValue());
        out.write(octets);
    }

    private void write(byte[] octets) throws IOException {
        if (octets.length == 0) {
            return;
        }
        if (out == null || segments.lastEntry().getValue() >= SEGMENT) {
            close();
            begin();
        }
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        segments.merge(segments.lastKey(), (long) octets.length, Long::sum);
    }

    private void begin() throws IOException {
        long number = System.currentTimeMillis();
        if (!segments.isEmpty()) {
            number = Math.max(number, segments.lastKey() + 1);
        }
        number = Math.max(number, read.segment() + 1);
        OwnerOnly.createFile(file(number));
        out = FileChannel.open(file(number), StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        segments.put(number, 0L);
    }

    /** Octets that are still to be read. */
    public synchronized long backlog() {
        long octets = 0;
        for (long size : segments.values()) {
            octets += size;
        }
        return Math.max(0, octets - (segments.containsKey(read.segment()) ? read.offset() : 0));
    }

    /**
     * Reads on, without changing anything.
     *
     * @param from where an earlier batch ended
     * @return no facts if there are none now
     */
    public Batch read(Place from, int mostFacts) throws IOException {
        Place place = existing(from);
        while (true) {
            List<Fact> facts = new ArrayList<>();
            Place next = read(place, mostFacts, facts);
            if (!facts.isEmpty()) {
                return new Batch(facts, next);
            }
            if (next.equals(place)) {
                next = after(place);
            }
            if (next == null) {
                return new Batch(facts, place);
            }
            place = next;
        }
    }

    private synchronized Place existing(Place from) {
        Long segment = segments.ceilingKey(from.segment());
        return segment == null || segment == from.segment() ? from : new Place(segment, 0);
    }

    /** The beginning of the next file; null if there is none. What is left of the one before is not whole. */
    private synchronized Place after(Place place) {
        Long next = segments.higherKey(place.segment());
        return next == null ? null : new Place(next, 0);
    }

    private synchronized long size(long segment) {
        return segments.getOrDefault(segment, 0L);
    }

    private Place read(Place from, int mostFacts, List<Fact> facts) throws IOException {
        long left = size(from.segment()) - from.offset();
        if (left < FRAME) {
            return from;
        }
        ByteBuffer window = window(from, (int) Math.min(left, WINDOW));
        if (window.limit() >= FRAME && window.getInt(0) > WINDOW - FRAME && window.getInt(0) <= LONGEST) {
            window = window(from, (int) Math.min(left, (long) window.getInt(0) + FRAME));
        }
        long offset = from.offset();
        while (facts.size() < mostFacts && window.remaining() >= FRAME) {
            int length = window.getInt();
            int sum = window.getInt();
            if (length <= 0 || length > window.remaining()) {
                break;
            }
            byte[] octets = new byte[length];
            window.get(octets);
            add(octets, sum, facts);
            offset += FRAME + length;
        }
        return new Place(from.segment(), offset);
    }

    private static void add(byte[] octets, int sum, List<Fact> facts) {
        CRC32 found = new CRC32();
        found.update(octets);
        try {
            if ((int) found.getValue() != sum) {
                throw new IOException("its sum is not that of its octets");
            }
            facts.add(FactCodec.read(octets));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a fact of history is left out: it cannot be read", e);
        }
    }

    private ByteBuffer window(Place from, int octets) throws IOException {
        ByteBuffer window = ByteBuffer.allocate(octets);
        try (FileChannel in = FileChannel.open(file(from.segment()), StandardOpenOption.READ)) {
            while (window.hasRemaining() && in.read(window, from.offset() + window.position()) >= 0) {
                // until it is full, or the file ends
            }
        } catch (NoSuchFileException e) {
            LOG.log(Level.WARNING, "a file of history is missing: {0}", from.segment());
        }
        return window.flip();
    }

    /** What is before is in the database: its files are deleted. */
    public synchronized void forget(Place before) throws IOException {
        read = before;
        NavigableMap<Long, Long> over = segments.headMap(before.segment(), false);
        for (long segment : List.copyOf(over.keySet())) {
            Files.deleteIfExists(file(segment));
            segments.remove(segment);
        }
    }

    /** What comes next begins a new file. */
    public synchronized void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "a file of history is not closed", e);
        }
        out = null;
    }
}
