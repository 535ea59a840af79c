package ee.qmail.mbox;

import ee.qmail.mail.Body;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * An mbox (MB-1). Appending blocks on the disk and on whoever else holds its lock, which is the one of {@code fcntl}: mail
 * programs use that too, many of them with another in addition. Safe for use by several threads.
 *
 * <p>Unlike a Maildir it cannot tell whether it has got a message before: a delivery repeated after a crash is a second one.
 */
public final class Mbox {
    /** How long somebody else may hold the lock. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long LOOK_AGAIN_MILLIS = 50;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /**
     * The system's lock is the whole process's, and goes when the process closes the file anywhere: so the threads need one of
     * their own, taken before the file is opened.
     */
    private static final ReentrantLock[] OURS =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    private final Path file;
    private final Duration patience;

    public Mbox(Path file) {
        this(file, PATIENCE);
    }

    Mbox(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
    }

    /** Somebody has held the lock all the time. */
    public static final class LockedException extends IOException {
        private static final long serialVersionUID = 1L;

        LockedException(Path file) {
            super("mbox " + file + ": somebody else has it locked");
        }
    }

    /**
     * Appends a message; when this returns, it survives a crash of the machine. The file is made if it is missing.
     *
     * @param sender of the envelope, empty for a bounce
     * @param head lines for the top with LF ends: Return-Path and Delivered-To
     * @throws IOException when the message is not there; the file is as long as before
     */
    public void append(String sender, Instant now, String head, Body body) throws IOException {
        ReentrantLock ours = OURS[Math.floorMod(place().hashCode(), OURS.length)];
        long giveUp = System.nanoTime() + patience.toNanos();
        try {
            if (!ours.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LockedException(file);
            }
            try (FileChannel channel = open()) {
                lock(channel, giveUp);
                append(channel, Postmark.line(sender, now) + head, body);
            } finally {
                ours.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while mbox " + file + " was locked", e);
        }
    }

    private Path place() throws IOException {
        return Files.exists(file)
                ? file.toRealPath()
                : file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    }

    private FileChannel open() throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY))
                : FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    /** Closing the channel unlocks. */
    private void lock(FileChannel channel, long giveUp) throws IOException, InterruptedException {
        while (channel.tryLock() == null) {
            if (System.nanoTime() - giveUp > 0) {
                throw new LockedException(file);
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private static void append(FileChannel channel, String head, Body body) throws IOException {
        long before = channel.size();
        channel.position(before);
        try {
            write(channel, head, body);
            channel.force(true);
        } catch (IOException | RuntimeException | Error e) {
            try {
                channel.truncate(before);
            } catch (IOException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
    }

    private static void write(FileChannel channel, String head, Body body) throws IOException {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 65536);
        out.write(head.getBytes(StandardCharsets.UTF_8));
        FromQuoter quoter = new FromQuoter(out);
        try (InputStream in = body.open()) {
            in.transferTo(quoter);
        }
        quoter.endLine();
        quoter.write('\n');
        quoter.flush();
    }
}
