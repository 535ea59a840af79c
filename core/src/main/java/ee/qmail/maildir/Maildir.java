package ee.qmail.maildir;

import ee.qmail.files.OpenDirectory;
import ee.qmail.home.OwnerOnly;
import ee.qmail.message.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A Maildir (MD-1, MD-3). All methods block on the disk. Any number of threads and processes may work on one Maildir;
 * no lock is needed, since a message appears, moves and goes by single renames and unlinks.
 *
 * <p>Somebody else may write there: nothing but regular files is opened, and no link is followed
 * ({@link OpenDirectory}).
 */
public final class Maildir {
    /** Age at which a file in {@code tmp} is taken to be left over by a crash (MD-3). */
    public static final Duration TMP_LIFETIME = Duration.ofHours(36);

    /** Messages of one listing: what a POP3 session holds of them takes about 200 octets each. */
    static final int MAX_LISTED = 100_000;

    private static final String TMP = "tmp";
    private static final String NEW = "new";
    private static final String CUR = "cur";

    private final Path path;
    /** From here on down somebody else may write. */
    private final Path root;

    private final List<String> below;
    private final MessageSizes sizes;
    private final int mostListed;
    /** Of the directory that is meant; null: whatever is there. */
    private final Object key;

    /** A mailbox of this server: of its path only the last name, and what is below, may be others' to change. */
    public Maildir(Path path) {
        this(path, MessageSizes.SHARED, MAX_LISTED);
    }

    Maildir(Path path, MessageSizes sizes, int mostListed) {
        this(path, path.toAbsolutePath().getParent(), List.of(path.getFileName().toString()), sizes, mostListed, null);
    }

    private Maildir(Path path, Path root, List<String> below, MessageSizes sizes, int mostListed, Object key) {
        this.path = path;
        this.root = root;
        this.below = below;
        this.sizes = sizes;
        this.mostListed = mostListed;
        this.key = key;
    }

    /**
     * One in a home directory whose user may change everything in it.
     *
     * @param names from the home directory down to the Maildir
     */
    public static Maildir below(Path home, List<String> names) {
        return new Maildir(
                home.resolve(String.join("/", names)), home, List.copyOf(names), MessageSizes.SHARED, MAX_LISTED, null);
    }

    /**
     * The very directory that is there now, for somebody who comes back to it: a mailbox may be deleted, and another one of its name be made
     * meanwhile. All methods of the result but {@link #list} fail then. One that does not exist yet is the same as before.
     */
    public Maildir asItIs() throws IOException {
        try {
            Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return new Maildir(path, root, below, sizes, mostListed, now);
        } catch (NoSuchFileException e) {
            return this;
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Makes {@code tmp}, {@code new} and {@code cur}, and the directories above, where they are missing; for nobody but
     * this server's user.
     */
    public void create() throws IOException {
        OwnerOnly.createDirectories(path.resolve(TMP));
        OwnerOnly.createDirectories(path.resolve(NEW));
        OwnerOnly.createDirectories(path.resolve(CUR));
        MaildirWriter.sync(path);
        MaildirWriter.sync(path.toAbsolutePath().getParent());
    }

    private OpenDirectory open() throws IOException {
        OpenDirectory opened = below.size() == 1 && SealedDirectories.contain(path)
                ? OpenDirectory.trusted(path)
                : OpenDirectory.of(root, below);
        if (key == null || key.equals(opened.attributes().fileKey())) {
            return opened;
        }
        opened.close();
        throw new IOException("another mailbox of this name has been made meanwhile");
    }

    private OpenDirectory open(String part) throws IOException {
        try (OpenDirectory maildir = open()) {
            return maildir.child(part);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "Maildir " + path + ": there is no directory " + part + "; create the Maildir first", e);
        } catch (IOException e) {
            throw new IOException("Maildir " + path + ": unable to read directory " + part + ": " + e, e);
        }
    }

    /**
     * Delivers a message; when this returns, it survives a crash of the machine. May be repeated with the same name:
     * the message is there once, unless a reader had deleted it, or had moved it before an {@link Attempt#FIRST}.
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
        String earlier = attempt == Attempt.FIRST
                ? null
                : find(file -> name.names(file) && mayHaveSize(file, head.length + body.size()))
                        .map(Found::part)
                        .orElse(null);
        if (earlier != null) {
            syncs.add(path.resolve(earlier)); // that attempt may have died between rename and fsync
            return Delivery.ALREADY_DELIVERED;
        }
        boolean made;
        try (OpenDirectory maildir = open()) {
            made = MaildirWriter.deliver(maildir, name, head, body);
        }
        syncs.add(path.resolve(NEW));
        return made ? Delivery.DELIVERED : Delivery.ALREADY_DELIVERED;
    }

    /** Another program may have taken the sizes out of the name. */
    private static boolean mayHaveSize(String fileName, long size) {
        long[] sizes = OwnName.sizes(MaildirMessage.baseName(fileName));
        return sizes == null || sizes[0] == size;
    }

    /**
     * The messages, oldest first as far as the names tell (POP-5), {@link #MAX_LISTED} of them at most. A message that
     * goes meanwhile is left out, as is what is no regular file or may not be read. A Maildir that does not exist yet
     * is empty.
     */
    public List<MaildirMessage> list() throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        try (OpenDirectory fresh = open(NEW);
                OpenDirectory cur = open(CUR)) {
            return new MaildirListing(path, fresh, cur, sizes, mostListed).messages();
        }
    }

    /** Octets on disk of all messages, however many; no file is touched whose name tells its size. */
    public long octets() throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        return octets(CUR) + octets(NEW); // a message moved meanwhile is not counted twice
    }

    /** Returns 0 for a directory that cannot be read: POP3 and deliveries will tell. */
    private long octets(String part) throws IOException {
        try (OpenDirectory directory = open(part)) {
            return octets(directory);
        } catch (IOException e) {
            if (!saysWhatIsThere(e) && !saysWhatIsThere(e.getCause())) {
                throw e;
            }
            Remarks.once(path.resolve(part), "is not counted: " + e.getMessage());
            return 0;
        }
    }

    private static boolean saysWhatIsThere(Throwable e) {
        return e instanceof NoSuchFileException
                || e instanceof NotDirectoryException
                || e instanceof AccessDeniedException
                || e instanceof OpenDirectory.WrongTypeException;
    }

    private static long octets(OpenDirectory directory) throws IOException {
        long[] sum = new long[1];
        directory.each((name, place) -> {
            if (!name.startsWith(".")) {
                long[] named = OwnName.sizes(MaildirMessage.baseName(name));
                sum[0] += named != null ? named[0] : size(directory, place.getFileName());
            }
            return true;
        });
        return sum[0];
    }

    private static long size(OpenDirectory directory, Path entry) throws IOException {
        try {
            BasicFileAttributes file = directory.attributes(entry);
            return file.isRegularFile() ? file.size() : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /**
     * A message that was opened.
     *
     * @param message with the sizes that its file has now
     * @param text as stored; to be closed
     */
    public record Opened(MaildirMessage message, InputStream text) {}

    /**
     * Opens a message for reading. Found even if another program has moved or flagged it meanwhile.
     *
     * @throws IOException if it is gone, or no regular file
     */
    public Opened read(MaildirMessage message) throws IOException {
        FileChannel channel = channel(message);
        try {
            long size = channel.size();
            if (size == message.size()) {
                return new Opened(message, Channels.newInputStream(channel));
            }
            sizes.doubt(path, message.baseName());
            WireSize now = new WireSize().add(channel, size);
            channel.position(0);
            return new Opened(message.withSizes(now.stored(), now.wire()), Channels.newInputStream(channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private FileChannel channel(MaildirMessage message) throws IOException {
        try (OpenDirectory directory = open(part(message))) {
            return directory.read(message.entry());
        } catch (NoSuchFileException e) {
            Found moved = find(message::isSameAs).orElseThrow(() -> e);
            try (OpenDirectory directory = open(moved.part())) {
                return directory.read(moved.entry());
            }
        }
    }

    /** Deletes the message; does nothing if it is gone already. */
    public void delete(MaildirMessage message) throws IOException {
        try (OpenDirectory directory = open(part(message))) {
            directory.delete(message.entry());
        } catch (NoSuchFileException e) {
            Optional<Found> moved = find(message::isSameAs);
            if (moved.isPresent()) {
                deleteMoved(moved.get());
            }
        }
    }

    private void deleteMoved(Found moved) throws IOException {
        try (OpenDirectory directory = open(moved.part())) {
            if (directory.exists(moved.entry())) {
                directory.delete(moved.entry());
            }
        }
    }

    /**
     * Moves a message from {@code new} to {@code cur} (POP-9); does nothing if it is not in {@code new} any more. One
     * of several with its name stays: it would take another's place.
     */
    public void markSeen(MaildirMessage message) throws IOException {
        if (!message.fresh() || message.namesake() > 0) {
            return;
        }
        try (OpenDirectory fresh = open(NEW);
                OpenDirectory cur = open(CUR)) {
            // a name that cannot be written gets no flags, which a reader takes for none
            Path target = message.file() != null ? message.file() : Path.of(message.baseName() + ":2,");
            try {
                fresh.move(message.entry(), cur, target);
            } catch (NoSuchFileException e) {
                if (fresh.exists(message.entry())) {
                    throw e; // it is cur that is missing
                }
            }
        }
    }

    /** Removes what crashed deliveries left in {@code tmp} more than {@link #TMP_LIFETIME} before {@code now}. */
    public void removeStale(Instant now) throws IOException {
        if (!Files.exists(path.resolve(TMP), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (OpenDirectory tmp = open(TMP)) {
            tmp.each((name, place) -> {
                if (!name.startsWith(".")) {
                    removeIfStale(tmp, place.getFileName(), now);
                }
                return true;
            });
        }
    }

    private static void removeIfStale(OpenDirectory tmp, Path entry, Instant now) throws IOException {
        try {
            BasicFileAttributes file = tmp.attributes(entry);
            if (!file.isDirectory() && file.lastModifiedTime().toInstant().isBefore(now.minus(TMP_LIFETIME))) {
                tmp.delete(entry);
            }
        } catch (NoSuchFileException e) {
            return; // its delivery has just ended
        }
    }

    private static String part(MaildirMessage message) {
        return message.fresh() ? NEW : CUR;
    }

    /**
     * Takes names of files, those in {@code new} first, then those in {@code cur}: a message moved meanwhile is not
     * missed.
     */
    void eachName(Consumer<String> visitor) throws IOException {
        find(name -> {
            visitor.accept(name);
            return false;
        });
    }

    private record Found(String part, Path entry) {}

    private Optional<Found> find(Predicate<String> wanted) throws IOException {
        for (String part : List.of(NEW, CUR)) {
            try (OpenDirectory directory = open(part)) {
                Path[] found = new Path[1];
                directory.each((name, place) -> {
                    if (!name.startsWith(".") && wanted.test(name)) {
                        found[0] = place.getFileName();
                    }
                    return found[0] == null;
                });
                if (found[0] != null) {
                    return Optional.of(new Found(part, found[0]));
                }
            }
        }
        return Optional.empty();
    }
}
