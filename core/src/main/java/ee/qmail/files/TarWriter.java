package ee.qmail.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes an archive as {@code tar} reads it (POSIX.1-2001, interchange format pax), file after file: never more of one is in memory than a buffer. Names may be
 * of any length and in any script. For one thread at a time.
 */
public final class TarWriter {
    private static final int BLOCK = 512;
    private static final int BUFFER = 1 << 16;
    private static final int NAME = 100;
    private static final char FILE = '0';
    private static final char DIRECTORY = '5';
    private static final char EXTENDED = 'x';
    /** What the field has room for; larger ones are no mail. */
    private static final long LARGEST = 077_777_777_777L;

    private final OutputStream out;

    /** @param out stays open */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    public void directory(String name, Instant changed) throws IOException {
        header(name + "/", DIRECTORY, 0, changed);
    }

    public void file(String name, byte[] content, Instant changed) throws IOException {
        header(name, FILE, content.length, changed);
        out.write(content);
        pad(content.length);
    }

    /**
     * @param size octets, which are read of it
     * @throws EOFException if there are fewer: the archive cannot be whole then
     */
    public void file(String name, InputStream content, long size, Instant changed) throws IOException {
        if (size > LARGEST) {
            throw new IOException(name + ": is too large for an archive");
        }
        header(name, FILE, size, changed);
        byte[] buffer = new byte[BUFFER];
        for (long rest = size; rest > 0; ) {
            int read = content.read(buffer, 0, (int) Math.min(rest, buffer.length));
            if (read < 0) {
                throw new EOFException(name + ": became shorter while it was read");
            }
            out.write(buffer, 0, read);
            rest -= read;
        }
        pad(size);
    }

    /** The end of the archive. */
    public void end() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) (-size & BLOCK - 1)]);
    }

    private void header(String name, char type, long size, Instant changed) throws IOException {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        boolean isPlain = octets.length <= NAME && octets.length == name.length();
        if (!isPlain) {
            byte[] record = record("path", name);
            block("pax", EXTENDED, record.length, changed);
            out.write(record);
            pad(record.length);
        }
        block(isPlain ? name : type == DIRECTORY ? "long/" : "long", type, size, changed);
    }

    /** Begins with its own length, the digits of that too. */
    private static byte[] record(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int without = rest.getBytes(StandardCharsets.UTF_8).length;
        int length = without;
        while (length != without + Integer.toString(length).length()) {
            length = without + Integer.toString(length).length();
        }
        return (length + rest).getBytes(StandardCharsets.UTF_8);
    }

    private void block(String name, char type, long size, Instant changed) throws IOException {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 100, type == DIRECTORY ? "0000700\0" : "0000600\0");
        put(block, 108, "0000000\0");
        put(block, 116, "0000000\0");
        put(block, 124, octal(size, 11) + "\0");
        put(block, 136, octal(Math.max(0, changed.getEpochSecond()), 11) + "\0");
        put(block, 148, "        ");
        put(block, 156, String.valueOf(type));
        put(block, 257, "ustar\00000");
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xFF;
        }
        put(block, 148, octal(sum, 6) + "\0 ");
        out.write(block);
    }

    private static String octal(long number, int digits) {
        String text = Long.toOctalString(number);
        return "0".repeat(digits - text.length()) + text;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octets, 0, block, at, octets.length);
    }
}
