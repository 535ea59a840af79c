package ee.qmail.log.reader;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The lines of a log from a place back to its beginning, from one file to the one before. For one thread at a time. */
final class BackwardLines {
    /** Octets of a line that are looked at; a longer one is cut. */
    static final int LONGEST = 4_096;

    private static final int BLOCK = 65_536;
    /** Octets without an end of a line: whatever this is, it is no log. */
    private static final int ENDLESS = 4_000_000;

    /**
     * One line.
     *
     * @param file index of its file
     * @param from offset of its first octet
     */
    record Line(int file, long from, String text) {}

    private final List<LogFile> files;
    private int file;
    private long end;
    private byte[] block = new byte[0];
    private long blockFrom;
    private int blockFile = -1;
    private long octets;

    /** @param end an offset in the file of this index, behind the end of a line */
    BackwardLines(List<LogFile> files, int file, long end) {
        this.files = files;
        this.file = file;
        this.end = end;
    }

    /** Read so far. */
    long octets() {
        return octets;
    }

    /** @return null at the beginning of the oldest file */
    Line next() throws IOException {
        while (end == 0) {
            if (file + 1 >= files.size()) {
                return null;
            }
            file++;
            end = files.get(file).end();
        }
        long from = beginning();
        int length = (int) Math.min(LONGEST + 1L, end - 1 - from);
        String text = LogText.of(octets(from, Math.min(length, LONGEST))) + (length > LONGEST ? "…" : "");
        end = from;
        return new Line(file, from, text);
    }

    /** Of the line that ends at {@link #end}. */
    private long beginning() throws IOException {
        long at = end - 2;
        long least = end - ENDLESS;
        while (at >= 0 && at > least) {
            load(at);
            int i = (int) (at - blockFrom);
            while (i >= 0 && block[i] != '\n') {
                i--;
            }
            if (i >= 0) {
                return blockFrom + i + 1;
            }
            at = blockFrom - 1;
        }
        return Math.max(0, at + 1);
    }

    /** Makes the block one that has this octet, and as many as possible before it. */
    private void load(long at) throws IOException {
        if (blockFile != file || at < blockFrom || at >= blockFrom + block.length) {
            blockFrom = Math.max(0, at + 1 - BLOCK);
            block = files.get(file).read(blockFrom, (int) (at + 1 - blockFrom));
            blockFile = file;
            octets += block.length;
            if (block.length <= at - blockFrom) {
                throw new IOException("a log was made shorter while it was read");
            }
        }
    }

    private byte[] octets(long from, int length) throws IOException {
        int begin = (int) Math.max(0, from - blockFrom);
        boolean isLoaded = blockFile == file && from >= blockFrom && from + length <= blockFrom + block.length;
        return isLoaded
                ? Arrays.copyOfRange(block, begin, begin + length)
                : files.get(file).read(from, length);
    }
}
