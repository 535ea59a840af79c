package ee.qmail.maildir;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sizes of files whose names do not tell them: measured by reading, remembered for the most recently used ones. A
 * message in a Maildir is never changed, so what was measured stays true. Safe for use by several threads.
 */
final class WireSizes {
    /** For all Maildirs of the process: at most about 10 MB. */
    static final WireSizes SHARED = new WireSizes(50_000, WireSizes::read);

    /** Reads one file. */
    interface Measure {
        WireSize measure(Path file) throws IOException;
    }

    private record Sizes(long stored, long wire) {}

    private final Map<String, Sizes> known;
    private final Measure measure;

    WireSizes(int capacity, Measure measure) {
        this.measure = measure;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Sizes> eldest) {
                return size() > capacity;
            }
        };
    }

    /** The message of that name in that directory, from its name, from memory or by reading the file. */
    MaildirMessage message(Path directory, String name, boolean fresh) throws IOException {
        long[] named = OwnName.sizes(MaildirMessage.baseName(name));
        if (named != null) {
            return new MaildirMessage(name, fresh, named[0], named[1]);
        }
        String key = directory.getParent() + "/" + MaildirMessage.baseName(name);
        Sizes sizes = remembered(key);
        if (sizes == null) {
            WireSize size = measure.measure(directory.resolve(name));
            sizes = new Sizes(size.stored(), size.wire());
            remember(key, sizes);
        }
        return new MaildirMessage(name, fresh, sizes.stored, sizes.wire);
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

    private static WireSize read(Path file) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return new WireSize().add(in);
        }
    }
}
