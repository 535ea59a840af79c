package ee.qmail.log.reader;

import ee.qmail.text.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** One file of a log, open: it may be renamed or removed meanwhile. For one thread at a time. */
final class LogFile implements Closeable {
    /** Octets of a compressed file; of a larger one the rest is not read. A file of a service has 16 MB when it is full. */
    static final int MOST_COMPRESSED = 20_000_000;

    /** Octets of the first line by which a file is known. */
    private static final int HEAD = 512;

    private static final int MARK = 8;
    /** Octets of a last line that is still being written. */
    private static final int TAIL = 1_000_000;

    private final Path path;
    /** Null for a compressed one. */
    private final FileChannel channel;

    private final byte[] head;
    private byte[] unpacked;
    private long end = -1;

    private LogFile(Path path, FileChannel channel, byte[] head) {
        this.path = path;
        this.channel = channel;
        this.head = head;
    }

    /** Empty if it is not there, or has no whole line yet. */
    static Optional<LogFile> open(Path path) throws IOException {
        try {
            return path.toString().endsWith(".gz") ? compressed(path) : plain(path);
        } catch (NoSuchFileException e) {
            return Optional.empty(); // renamed or removed since it was listed
        }
    }

    private static Optional<LogFile> compressed(Path path) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
            return firstLine(in.readNBytes(HEAD)).map(head -> new LogFile(path, null, head));
        }
    }

    private static Optional<LogFile> plain(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path);
        Optional<LogFile> file = Optional.empty();
        try {
            file = firstLine(read(channel, 0, HEAD)).map(head -> new LogFile(path, channel, head));
            return file;
        } finally {
            if (file.isEmpty()) {
                channel.close();
            }
        }
    }

    private static Optional<byte[]> firstLine(byte[] begin) {
        for (int i = 0; i < begin.length; i++) {
            if (begin[i] == '\n') {
                return Optional.of(Arrays.copyOf(begin, i));
            }
        }
        return begin.length == HEAD ? Optional.of(begin) : Optional.empty();
    }

    /** The same whatever the file is called, and whether it is compressed. */
    String mark() {
        byte[] hash = Sha256.of(new String(head, StandardCharsets.ISO_8859_1));
        return HexFormat.of().formatHex(hash, 0, MARK);
    }

    /** The beginning of the first line. */
    String firstLine() {
        return LogText.of(head);
    }

    /** The offset behind the last line that is written to its end. */
    long end() throws IOException {
        if (end < 0) {
            long size = channel == null ? unpacked().length : channel.size();
            byte[] tail = read(Math.max(0, size - TAIL), (int) Math.min(size, TAIL));
            int last = tail.length;
            while (last > 0 && tail[last - 1] != '\n') {
                last--;
            }
            end = last == 0 ? size : size - tail.length + last;
        }
        return end;
    }

    /** @return fewer octets than are wanted if the file ends before */
    byte[] read(long from, int length) throws IOException {
        if (channel != null) {
            return read(channel, from, length);
        }
        int begin = (int) Math.min(from, unpacked().length);
        return Arrays.copyOfRange(unpacked, begin, Math.min(unpacked.length, begin + length));
    }

    private static byte[] read(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(length);
        while (octets.hasRemaining() && channel.read(octets, from + octets.position()) >= 0) {
            // one read may bring less than there is
        }
        return Arrays.copyOf(octets.array(), octets.position());
    }

    private byte[] unpacked() throws IOException {
        if (unpacked == null) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
                unpacked = in.readNBytes(MOST_COMPRESSED);
            } catch (NoSuchFileException e) {
                unpacked = new byte[0]; // removed since it was listed
            }
        }
        return unpacked;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
