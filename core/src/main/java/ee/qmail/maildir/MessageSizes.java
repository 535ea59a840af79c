package ee.qmail.maildir;

import ee.qmail.files.OpenDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sizes of files whose names do not tell them: measured by reading, remembered for the most recently used ones, and measured again
 * when a file has another size or time than then. Also, which files do not have the sizes that their names tell. Safe for use
 * by several threads.
 */
final class MessageSizes {
    /** For all Maildirs of the process: at most about 10 MB. */
    static final MessageSizes SHARED = new MessageSizes(50_000, MessageSizes::read);

    private static final int MAX_MAILDIRS = 1_000;
    private static final int MAX_DOUBTS = 1_000;

    /** Reads one file. */
    interface Measure {
        WireSize measure(OpenDirectory directory, Path entry) throws IOException;
    }

    /** Octets on disk and on the wire of a file as it was changed last. */
    record Sizes(long stored, long wire, long modified) {
        private boolean areOf(BasicFileAttributes file) {
            return stored == file.size() && modified == time(file);
        }
    }

    private final Map<String, Sizes> known;
    private final Map<Path, Set<String>> doubted = bounded(MAX_MAILDIRS);
    private final Measure measure;

    MessageSizes(int capacity, Measure measure) {
        this.measure = measure;
        this.known = bounded(capacity);
    }

    private static <K, V> Map<K, V> bounded(int capacity) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > capacity;
            }
        };
    }

    /**
     * From memory, or by reading the file.
     *
     * @param base its name in whatever directory of the Maildir
     * @param file what was just seen of it
     */
    Sizes of(Path maildir, String base, OpenDirectory directory, Path entry, BasicFileAttributes file)
            throws IOException {
        String key = maildir + "/" + base;
        Sizes sizes = remembered(key);
        if (sizes == null || !sizes.areOf(file)) {
            WireSize size = measure.measure(directory, entry);
            sizes = new Sizes(size.stored(), size.wire(), time(file));
            remember(key, sizes);
        }
        return sizes;
    }

    private static long time(BasicFileAttributes file) {
        return file.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }

    private Sizes remembered(String key) {
        synchronized (known) {
            return known.get(key);
        }
    }

    private void remember(String key, Sizes sizes) {
        synchronized (known) {
            known.put(key, sizes);
        }
    }

    /** The sizes in this name were seen to be wrong: they are to be looked at from now on. */
    void doubt(Path maildir, String base) {
        synchronized (doubted) {
            Set<String> bases = doubted.computeIfAbsent(maildir, any -> new HashSet<>());
            if (bases.size() < MAX_DOUBTS) {
                bases.add(base);
            }
        }
    }

    /** Base names of which {@link #doubt} was told. */
    Set<String> doubted(Path maildir) {
        synchronized (doubted) {
            Set<String> bases = doubted.get(maildir);
            return bases == null ? Set.of() : Set.copyOf(bases);
        }
    }

    /** The message is not there any more. */
    void forget(Path maildir, String base) {
        synchronized (doubted) {
            Set<String> bases = doubted.get(maildir);
            if (bases != null) {
                bases.remove(base);
            }
        }
    }

    private static WireSize read(OpenDirectory directory, Path entry) throws IOException {
        try (FileChannel channel = directory.read(entry)) {
            return new WireSize().add(channel, channel.size());
        }
    }
}
