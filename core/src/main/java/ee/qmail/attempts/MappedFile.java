package ee.qmail.attempts;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file in memory: what is written there outlives the process, though not the machine, and costs no system call. */
final class MappedFile {
    private MappedFile() {}

    /**
     * Keeps what is in the file, and fills it with zeros up to its size: written as a whole, since a file with holes in it cannot be trusted when
     * the disk is full.
     */
    static MappedByteBuffer open(Path path, int size) throws IOException {
        try (RandomAccessFile whole = new RandomAccessFile(path.toFile(), "rw")) {
            int there = (int) Math.min(size, whole.length());
            whole.seek(there);
            whole.write(new byte[size - there]);
            return whole.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, size);
        }
    }
}
