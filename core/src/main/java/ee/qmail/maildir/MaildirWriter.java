package ee.qmail.maildir;

import ee.qmail.files.OpenDirectory;
import ee.qmail.message.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** The steps of a delivery: a file in {@code tmp}, then the same file in {@code new}, then a sync of that directory. */
final class MaildirWriter {
    private static final int BUFFER = 65536;
    private static final String MISSING = ", which does not exist; create the Maildir first";

    private MaildirWriter() {}

    /** A message in {@code tmp}: durable, not yet delivered. */
    record Written(Path entry, WireSize size) {}

    /** @return whether it was made: false if the very same octets were there under that name */
    static boolean deliver(OpenDirectory maildir, DeliveryName name, byte[] head, Body body) throws IOException {
        try (OpenDirectory tmp = tmp(maildir)) {
            return publish(maildir, tmp, write(maildir, tmp, name, head, body), name);
        }
    }

    /** First step. On failure the file is removed again. */
    static Written write(OpenDirectory maildir, OpenDirectory tmp, DeliveryName name, byte[] head, Body body)
            throws IOException {
        // The random part keeps a crashed or parallel attempt out of the way: only the rename decides.
        long random = ThreadLocalRandom.current().nextLong();
        Path entry = Path.of(name.base() + "." + Long.toHexString(random));
        try (FileChannel channel = tmp.create(entry)) {
            WireSize size = copy(head, body, channel);
            channel.force(true);
            return new Written(entry, size);
        } catch (IOException | RuntimeException | Error e) {
            throw abandoned(
                    tmp,
                    entry,
                    "Maildir " + maildir.path() + ": unable to write the message to tmp" + hint(tmp) + ": " + e,
                    e);
        }
    }

    private static OpenDirectory tmp(OpenDirectory maildir) throws IOException {
        try {
            return maildir.child("tmp");
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "Maildir " + maildir.path() + ": unable to write the message to tmp" + MISSING + ": " + e, e);
        }
    }

    /**
     * Second step: the rename is the delivery, which lasts once {@code new} is synced. On failure the file is removed
     * again. Two messages that differ are two deliveries, even if they have one name.
     *
     * @return whether it was made: false if the very same octets were there under that name
     */
    private static boolean publish(OpenDirectory maildir, OpenDirectory tmp, Written written, DeliveryName name)
            throws IOException {
        try (OpenDirectory fresh = maildir.child("new")) {
            Path target = target(written, name);
            if (fresh.exists(target)) {
                if (isSame(tmp, written.entry(), fresh, target)) {
                    tmp.delete(written.entry());
                    return false;
                }
                target = target(written, name.apart());
            }
            tmp.move(written.entry(), fresh, target);
            return true;
        } catch (IOException e) {
            throw abandoned(
                    tmp, written.entry(), "Maildir " + maildir.path() + ": unable to move the message to new: " + e, e);
        }
    }

    private static Path target(Written written, DeliveryName name) {
        return Path.of(name.withSizes(written.size().stored(), written.size().wire()));
    }

    /** Tells whether the files have the same octets; one that is no regular file is another message. */
    private static boolean isSame(OpenDirectory tmp, Path entry, OpenDirectory fresh, Path target) throws IOException {
        if (!fresh.attributes(target).isRegularFile()) {
            return false;
        }
        try (InputStream one = Channels.newInputStream(tmp.read(entry));
                InputStream other = Channels.newInputStream(fresh.read(target))) {
            byte[] octets = one.readNBytes(BUFFER);
            while (octets.length > 0) {
                if (!Arrays.equals(octets, other.readNBytes(octets.length))) {
                    return false;
                }
                octets = one.readNBytes(BUFFER);
            }
            return other.read() < 0;
        }
    }

    /** Makes the entries of a directory durable. */
    static void sync(Path directory) throws IOException {
        // the dot: a pipe in its place is an error instead of a wait for its other end
        try (FileChannel channel = FileChannel.open(directory.resolve("."), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static WireSize copy(byte[] head, Body body, FileChannel out) throws IOException {
        WireSize size = new WireSize();
        byte[] buffer = Arrays.copyOf(head, head.length + (int) Math.min(BUFFER, body.size() + 1));
        int filled = head.length;
        try (InputStream in = body.open()) {
            boolean more = true;
            while (more) {
                filled += in.readNBytes(buffer, filled, buffer.length - filled);
                size.add(buffer, 0, filled);
                writeAll(out, ByteBuffer.wrap(buffer, 0, filled));
                more = filled == buffer.length;
                filled = 0;
            }
        }
        if (size.stored() != head.length + body.size()) {
            throw new IOException("the body has " + (size.stored() - head.length) + " octets instead of the "
                    + body.size() + " it announced");
        }
        return size;
    }

    private static void writeAll(FileChannel out, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            out.write(octets);
        }
    }

    private static String hint(OpenDirectory directory) {
        return Files.isDirectory(directory.path()) ? "" : MISSING;
    }

    private static IOException abandoned(OpenDirectory tmp, Path entry, String message, Throwable cause) {
        IOException failure = new IOException(message, cause);
        try {
            if (tmp.exists(entry)) {
                tmp.delete(entry);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }
}
