package ee.qmail.mbox;

import ee.qmail.files.OpenDirectory;
import ee.qmail.message.Body;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * An mbox (MB-1). Appending blocks on the disk and on whoever else holds its lock, which is the one of {@code fcntl}:
 * mail programs use that too, many of them with another in addition. Safe for use by several threads.
 *
 * <p>Unlike a Maildir it cannot tell whether it has got a message before: a delivery repeated after a crash is a second
 * one.
 */
public final class Mbox {
    /** The time that somebody else may hold the lock. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long LOOK_AGAIN_MILLIS = 50;

    /**
     * The system's lock is the whole process's, and goes when the process closes the file anywhere: so the threads need
     * one of their own, taken before the file is opened.
     */
    private static final ReentrantLock[] OURS =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    /** From here on down somebody else may write. */
    private final Path root;

    private final List<String> directories;
    private final Path entry;
    private final Path file;
    private final Owners owners;
    private final Duration patience;

    /** Says to whom a file may belong that mail is appended to. */
    @FunctionalInterface
    public interface Owners {
        boolean include(UserPrincipal owner) throws IOException;
    }

    /** @param names from a directory without links in its path down to the file, at least one */
    public Mbox(Path root, List<String> names, Owners owners) {
        this(root, names, owners, PATIENCE);
    }

    Mbox(Path root, List<String> names, Owners owners, Duration patience) {
        this.root = root;
        this.directories = List.copyOf(names.subList(0, names.size() - 1));
        this.entry = Path.of(names.get(names.size() - 1));
        this.file = root.resolve(String.join("/", names));
        this.owners = owners;
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
     * Nothing but a regular file is appended to, that has one name and belongs to one of the owners; no link is
     * followed.
     *
     * @param sender of the envelope, empty for a bounce
     * @param head lines for the top with LF ends: Return-Path and Delivered-To
     * @throws IOException when the message is not there; the file is as long as before
     */
    public void append(String sender, Instant now, String head, Body body) throws IOException {
        ReentrantLock ours = OURS[Math.floorMod(file.hashCode(), OURS.length)];
        long giveUp = System.nanoTime() + patience.toNanos();
        try {
            if (!ours.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LockedException(file);
            }
            try (OpenDirectory directory = OpenDirectory.of(root, directories)) {
                append(directory, giveUp, Postmark.line(sender, now) + head, body);
            } finally {
                ours.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while mbox " + file + " was locked", e);
        }
    }

    private void append(OpenDirectory directory, long giveUp, String head, Body body)
            throws IOException, InterruptedException {
        if (!directory.exists(entry)) {
            directory.create(entry).close();
            directory.sync();
        }
        Object key = look(directory).fileKey();
        try (FileChannel channel = directory.write(entry)) {
            lock(channel, giveUp);
            if (!key.equals(look(directory).fileKey())) {
                throw new IOException("mbox " + file + ": another file was put in its place");
            }
            append(channel, head, body);
        }
    }

    /**
     * Before it is opened, and again when it is locked: that it is still the same, since a mail program may put another
     * there.
     */
    private PosixFileAttributes look(OpenDirectory directory) throws IOException {
        PosixFileAttributes found = directory.posixAttributes(entry);
        boolean ours = found.isRegularFile() && owners.include(found.owner()) && directory.links(entry, found) == 1;
        if (!ours) {
            throw new IOException(
                    "mbox " + file + ": must be a regular file with one name that belongs to the home's owner");
        }
        return found;
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
