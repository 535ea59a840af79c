package ee.qmail.log;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The files of a {@link Multilog}, which calls it from one thread at a time. */
final class LogDirectory implements Closeable {
    private final Path directory;
    private final long maxSize;
    private final int files;
    private final Clock clock;
    private FileChannel channel;
    private long size;

    LogDirectory(Path directory, long maxSize, int files, Clock clock) {
        if (maxSize < 1 || files < 1) {
            throw new IllegalArgumentException(
                    "log of " + maxSize + " octets and " + files + " files: both must be at least 1");
        }
        this.directory = directory;
        this.maxSize = maxSize;
        this.files = files;
        this.clock = clock;
    }

    Path current() {
        return directory.resolve("current");
    }

    private void open() throws IOException {
        Files.createDirectories(directory);
        channel = FileChannel.open(current(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        size = channel.size();
    }

    /**
     * Writes lines in as few steps as there are files to write them to.
     *
     * @return how many were written; fewer than all if the disk is full
     * @throws IOException if none was
     */
    int write(List<String> lines) throws IOException {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        int written = 0;
        int inBatch = 0;
        try {
            reopenIfRemoved();
            for (String line : lines) {
                byte[] octets = line.getBytes(StandardCharsets.UTF_8);
                long before = size + batch.size();
                if (before > 0 && before + octets.length > maxSize) {
                    append(batch.toByteArray());
                    written += inBatch;
                    batch.reset();
                    inBatch = 0;
                    rotate();
                }
                batch.writeBytes(octets);
                inBatch++;
            }
            append(batch.toByteArray());
            return written + inBatch;
        } catch (IOException e) {
            if (written == 0) {
                throw e;
            }
            return written;
        }
    }

    /** An administrator has removed the directory, or the file, under us. */
    private void reopenIfRemoved() throws IOException {
        if (channel != null && Files.notExists(current())) {
            close();
        }
    }

    private void append(byte[] text) throws IOException {
        if (channel == null) {
            open();
        }
        ByteBuffer octets = ByteBuffer.wrap(text);
        long end = size + octets.remaining();
        try {
            while (octets.hasRemaining()) {
                channel.write(octets, end - octets.remaining());
            }
            size = end;
        } catch (IOException e) {
            channel.truncate(size); // half a line is no line
            throw e;
        }
    }

    private void rotate() throws IOException {
        channel.force(true);
        close();
        Instant now = clock.instant();
        Path old = directory.resolve(Tai64n.stamp(now) + ".s");
        while (Files.exists(old)) {
            now = now.plusNanos(1);
            old = directory.resolve(Tai64n.stamp(now) + ".s");
        }
        Files.move(current(), old);
        open();
        removeOldest();
    }

    private void removeOldest() throws IOException {
        List<Path> rotated;
        try (Stream<Path> all = Files.list(directory)) {
            rotated = all.filter(file -> file.getFileName().toString().matches("@[0-9a-f]{24}\\.s"))
                    .sorted()
                    .toList();
        }
        for (Path file : rotated.subList(0, Math.max(0, rotated.size() - files))) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel closing = channel;
        channel = null;
        size = 0;
        if (closing != null) {
            closing.close();
        }
    }
}
