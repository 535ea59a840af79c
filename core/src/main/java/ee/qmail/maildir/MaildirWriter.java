package ee.qmail.maildir;

import ee.qmail.mail.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** The steps of a delivery: a file in {@code tmp}, then the same file in {@code new}, then a sync of that directory. */
final class MaildirWriter {
    private static final int BUFFER = 65536;

    private MaildirWriter() {}

    /** A message in {@code tmp}: durable, not yet delivered. */
    record Written(Path file, WireSize size) {}

    /** First step. On failure the file is removed again. */
    static Written write(Path maildir, DeliveryName name, byte[] head, Body body) throws IOException {
        // The random part keeps a crashed or parallel attempt out of the way: only the rename decides.
        long random = ThreadLocalRandom.current().nextLong();
        Path file = maildir.resolve("tmp").resolve(name.base() + "." + Long.toHexString(random));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            WireSize size = copy(head, body, channel);
            channel.force(true);
            return new Written(file, size);
        } catch (IOException | RuntimeException | Error e) {
            throw abandoned(
                    file, "Maildir " + maildir + ": unable to write the message to tmp" + hint(file) + ": " + e, e);
        }
    }

    /**
     * Second step: the rename is the delivery, which lasts once {@code new} is synced. On failure the file is removed
     * again. Two messages that differ are two deliveries, even if they have one name.
     *
     * @return whether it was made: false if the very same octets were there under that name
     */
    static boolean publish(Path maildir, Written written, DeliveryName name) throws IOException {
        try {
            Path target = target(maildir, written, name);
            if (Files.exists(target)) {
                if (Files.mismatch(written.file(), target) < 0) {
                    Files.delete(written.file());
                    return false;
                }
                target = target(maildir, written, name.apart());
            }
            Files.move(written.file(), target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            throw abandoned(written.file(), "Maildir " + maildir + ": unable to move the message to new: " + e, e);
        }
    }

    private static Path target(Path maildir, Written written, DeliveryName name) {
        return maildir.resolve("new")
                .resolve(name.withSizes(written.size().stored(), written.size().wire()));
    }

    /** Makes the entries of a directory durable. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
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

    private static String hint(Path file) {
        return Files.isDirectory(file.getParent()) ? "" : ", which does not exist; create the Maildir first";
    }

    private static IOException abandoned(Path file, String message, Throwable cause) {
        IOException failure = new IOException(message, cause);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }
}
