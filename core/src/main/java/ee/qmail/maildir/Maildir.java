package ee.qmail.maildir;

import ee.qmail.mail.Body;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A Maildir (MD-1, MD-3). All methods block on the disk. Any number of threads and processes may work on one Maildir; no
 * lock is needed, since a message appears, moves and goes by single renames and unlinks.
 */
public final class Maildir {
    /** Age at which a file in {@code tmp} is taken to be left over by a crash (MD-3). */
    public static final Duration TMP_LIFETIME = Duration.ofHours(36);

    /** By the seconds that begin the name: of two numbers the one with more digits is larger. */
    private static final Comparator<MaildirMessage> BY_AGE = Comparator.comparingInt(
                    (MaildirMessage message) -> OwnName.digits(message.name(), 0))
            .thenComparing(MaildirMessage::name);

    private final Path path;
    private final Path tmp;
    private final Path fresh;
    private final Path cur;
    private final WireSizes sizes;

    public Maildir(Path path) {
        this(path, WireSizes.SHARED);
    }

    Maildir(Path path, WireSizes sizes) {
        this.path = path;
        this.tmp = path.resolve("tmp");
        this.fresh = path.resolve("new");
        this.cur = path.resolve("cur");
        this.sizes = sizes;
    }

    public Path path() {
        return path;
    }

    /** Makes {@code tmp}, {@code new} and {@code cur}, and the directories above, where they are missing. */
    public void create() throws IOException {
        Files.createDirectories(tmp);
        Files.createDirectories(fresh);
        Files.createDirectories(cur);
        MaildirWriter.sync(path);
        MaildirWriter.sync(path.toAbsolutePath().getParent());
    }

    /**
     * Delivers a message; when this returns, it survives a crash of the machine. May be repeated with the same name: the
     * message is there once, unless a reader had deleted it, or had moved it before an {@link Attempt#FIRST}.
     *
     * @param head lines for the top with LF ends: Return-Path and Delivered-To
     * @throws IOException when the message cannot be relied on to be there; nothing is left in {@code tmp}
     */
    public Delivery deliver(DeliveryName name, byte[] head, Body body, Attempt attempt) throws IOException {
        PendingSyncs syncs = new PendingSyncs();
        Delivery delivery = deliver(name, head, body, attempt, syncs);
        syncs.sync();
        return delivery;
    }

    /**
     * The same as one of several deliveries.
     *
     * @param syncs makes it survive a crash of the machine
     */
    public Delivery deliver(DeliveryName name, byte[] head, Body body, Attempt attempt, PendingSyncs syncs)
            throws IOException {
        Path earlier = attempt == Attempt.FIRST
                ? null
                : find(file -> name.names(file) && mayHaveSize(file, head.length + body.size()));
        if (earlier != null) {
            syncs.add(earlier.getParent()); // that attempt may have died between rename and fsync
            return Delivery.ALREADY_DELIVERED;
        }
        boolean made = MaildirWriter.publish(path, MaildirWriter.write(path, name, head, body), name);
        syncs.add(fresh);
        return made ? Delivery.DELIVERED : Delivery.ALREADY_DELIVERED;
    }

    /** Another program may have taken the sizes out of the name. */
    private static boolean mayHaveSize(String fileName, long size) {
        long[] sizes = OwnName.sizes(MaildirMessage.baseName(fileName));
        return sizes == null || sizes[0] == size;
    }

    /**
     * The messages, oldest first as far as the names tell (POP-5). A message that goes meanwhile is left out. No file is
     * touched whose name tells its sizes. A Maildir that does not exist yet is empty.
     */
    public List<MaildirMessage> list() throws IOException {
        Map<String, MaildirMessage> found = new HashMap<>();
        if (Files.exists(path)) {
            scan(fresh, true, found);
            scan(cur, false, found); // second, so that a message moved meanwhile is not missed
        }
        List<MaildirMessage> messages = new ArrayList<>(found.values());
        messages.sort(BY_AGE);
        return messages;
    }

    /** Octets on disk of all messages. */
    public long octets() throws IOException {
        return list().stream().mapToLong(MaildirMessage::size).sum();
    }

    private void scan(Path directory, boolean isNew, Map<String, MaildirMessage> found) throws IOException {
        for (String name : names(directory)) {
            try {
                found.put(MaildirMessage.baseName(name), sizes.message(directory, name, isNew));
            } catch (FileNotFoundException e) {
                if (Files.exists(directory.resolve(name))) {
                    throw e;
                }
            }
        }
    }

    /** The text as stored; the caller closes it. Found even if another program has moved or flagged it meanwhile. */
    public InputStream open(MaildirMessage message) throws IOException {
        try {
            return new FileInputStream(file(message).toFile());
        } catch (FileNotFoundException e) {
            return new FileInputStream(moved(message, e).toFile());
        }
    }

    /** Deletes the message; does nothing if it is gone already. */
    public void delete(MaildirMessage message) throws IOException {
        if (!Files.deleteIfExists(file(message))) {
            Path moved = find(message::isSameAs);
            if (moved != null) {
                Files.deleteIfExists(moved);
            }
        }
    }

    /** Moves a message from {@code new} to {@code cur} (POP-9); does nothing if it is not in {@code new} any more. */
    public void markSeen(MaildirMessage message) throws IOException {
        if (message.fresh()) {
            try {
                Path target = cur.resolve(message.baseName() + ":2,");
                Files.move(file(message), target, StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException e) {
                if (Files.exists(file(message))) {
                    throw e; // it is cur that is missing
                }
            }
        }
    }

    /** Removes what crashed deliveries left in {@code tmp} more than {@link #TMP_LIFETIME} before {@code now}. */
    public void removeStale(Instant now) throws IOException {
        if (!Files.exists(tmp)) {
            return;
        }
        for (String name : names(tmp)) {
            Path file = tmp.resolve(name);
            try {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(TMP_LIFETIME))) {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException e) {
                continue; // its delivery has just ended
            }
        }
    }

    private Path file(MaildirMessage message) {
        return (message.fresh() ? fresh : cur).resolve(message.name());
    }

    private Path moved(MaildirMessage message, FileNotFoundException cause) throws IOException {
        Path file = find(message::isSameAs);
        if (file == null) {
            throw cause;
        }
        return file;
    }

    /** Those in {@code new}, then those in {@code cur}: a message moved meanwhile is not missed. */
    List<String> fileNames() throws IOException {
        List<String> all = new ArrayList<>(names(fresh));
        all.addAll(names(cur));
        return all;
    }

    private Path find(Predicate<String> wanted) throws IOException {
        for (Path directory : List.of(fresh, cur)) {
            for (String name : names(directory)) {
                if (wanted.test(name)) {
                    return directory.resolve(name);
                }
            }
        }
        return null;
    }

    /** File names without a leading dot. One that this process cannot write in its own character set is left out. */
    private static List<String> names(Path directory) throws IOException {
        String[] all = directory.toFile().list(); // half the time of a DirectoryStream
        if (all == null) {
            throw unreadable(directory);
        }
        List<String> names = new ArrayList<>(all.length);
        for (String name : all) {
            if (!name.startsWith(".") && name.indexOf('\uFFFD') < 0) {
                names.add(name);
            }
        }
        return names;
    }

    private static IOException unreadable(Path directory) {
        String maildir = "Maildir " + directory.getParent();
        try {
            Files.newDirectoryStream(directory).close(); // tells why, which list() does not
            return new IOException(maildir + ": unable to read directory " + directory.getFileName());
        } catch (NoSuchFileException e) {
            return new IOException(
                    maildir + ": there is no directory " + directory.getFileName() + "; create the Maildir first", e);
        } catch (IOException e) {
            return new IOException(maildir + ": unable to read directory " + directory.getFileName() + ": " + e, e);
        }
    }
}
