package ee.qmail.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A body while it arrives: in memory while it is small, in a temporary file from then on, so that the memory a client
 * can claim is bounded. Not safe for use by several threads.
 *
 * <p>Write first, then {@link #close}, then read. Whoever made it must {@link #discard} it.
 */
public final class SpooledBody extends OutputStream implements Body {
    private final Path directory;
    private final int threshold;
    private byte[] memory = new byte[2048];
    private int inMemory;
    private long size;
    private Path file;
    private OutputStream out;

    /**
     * @param directory where a file is made when the body grows; need not exist before that
     * @param threshold octets kept in memory
     */
    public SpooledBody(Path directory, int threshold) {
        this.directory = directory;
        this.threshold = threshold;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        if (file == null && size + length > threshold) {
            spill();
        }
        if (file != null) {
            out.write(octets, offset, length);
        } else {
            if (inMemory + length > memory.length) {
                memory = Arrays.copyOf(memory, Math.max(memory.length * 2, inMemory + length));
            }
            System.arraycopy(octets, offset, memory, inMemory, length);
            inMemory += length;
        }
        size += length;
    }

    private void spill() throws IOException {
        Files.createDirectories(directory);
        file = Files.createTempFile(directory, "smtp", ".body");
        out = Files.newOutputStream(file);
        out.write(memory, 0, inMemory);
        memory = null;
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        return file != null ? Files.newInputStream(file) : new ByteArrayInputStream(memory, 0, inMemory);
    }

    /** Frees the memory or deletes the file. */
    public void discard() throws IOException {
        memory = new byte[0];
        inMemory = 0;
        try {
            close();
        } finally {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        }
    }
}
