package ee.qmail.dotqmail;

import ee.qmail.files.OpenDirectory;
import ee.qmail.files.ServerUser;
import ee.qmail.message.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A home directory in which its user does what the user likes, while this server works there with the rights of its own: nothing
 * outside of the home is reached by a line of a {@code .qmail} file, nor by the file itself (ADR 21).
 */
public final class UserHome {
    /** Octets of a {@code .qmail} file. */
    static final int LARGEST = 1 << 20;

    /** Each may be an address that gets a copy. */
    static final int MAX_LINES = 10_000;

    private static final String ROOT = "root";
    private static final char UNKNOWN = '\uFFFD';
    private static final long PATIENCE_MILLIS = 500;
    private static final int MAX_HOMES = 10_000;

    /** A pipe put in the place of a file just before it is opened holds up a thread: one for each home, not all there are. */
    private static final Map<Path, Opening> OPENING = new ConcurrentHashMap<>();

    private final Path written;
    private final Path path;

    private UserHome(Path written, Path path) {
        this.written = written;
        this.path = path;
    }

    /**
     * @param path as the administrator has written it: links in it are followed
     * @throws IOException if it is not there
     */
    public static UserHome of(Path path) throws IOException {
        return new UserHome(path, path.toRealPath());
    }

    /** A line or file that is not followed. The message names file and reason; it is for the log and the administrator, not for the sender. */
    public static final class NotTrustedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Reason told;

        NotTrustedException(String message, Reason told) {
            this(message, told, null);
        }

        NotTrustedException(String message, Reason told, Throwable cause) {
            super(message, cause);
            this.told = told;
        }

        /** The reason that the sender may know, as qmail-local says it. */
        public Reason reason() {
            return told;
        }
    }

    /**
     * The text of a {@code .qmail} file.
     *
     * @param forwardOnly its owner may execute it, so it may only forward (DQ-9)
     */
    public record Content(String text, boolean forwardOnly) {}

    /** Without links in it. */
    public Path path() {
        return path;
    }

    /** Tells whether a file in the home may be owned by this user: the home's own, the superuser or this server. */
    public boolean isTrusted(UserPrincipal owner) throws IOException {
        try (OpenDirectory home = OpenDirectory.of(path)) {
            return owner.equals(home.attributes().owner())
                    || owner.equals(ServerUser.PRINCIPAL)
                    || owner.getName().equals(ROOT);
        }
    }

    /**
     * Returns the place that a line leads to.
     *
     * @param line relative to the home, or the path of something in it
     * @return the names from the home down
     * @throws NotTrustedException if it is somewhere else
     */
    public List<String> below(String line) throws NotTrustedException {
        Path wanted;
        try {
            wanted = Path.of(line);
        } catch (InvalidPathException e) {
            throw new NotTrustedException(
                    line + ": must be a name that the file system can hold", Reason.DOT_QMAIL_NO_SENSE, e);
        }
        if (wanted.isAbsolute()) {
            Path home = wanted.startsWith(written) ? written : path;
            if (!wanted.startsWith(home)) {
                throw new NotTrustedException(
                        line + ": must be in the home directory " + written, Reason.DOT_QMAIL_OUTSIDE);
            }
            wanted = home.relativize(wanted);
        }
        List<String> names = new ArrayList<>();
        for (Path name : wanted) {
            if (name.toString().equals("..")) {
                throw new NotTrustedException(
                        line + ": must be in the home directory " + written + ", without ..", Reason.DOT_QMAIL_OUTSIDE);
            }
            if (!name.toString().isEmpty() && !name.toString().equals(".")) {
                names.add(name.toString());
            }
        }
        return names;
    }

    /**
     * Reads a {@code .qmail} file. It may be a link to a file in the home, as those of mailing lists are.
     *
     * @param file in the home
     * @throws NotTrustedException if it is writable for others (DQ-9), somebody else's, no regular file, one with another name
     *     elsewhere, or too large
     */
    public Content read(Path file) throws IOException, NotTrustedException {
        Opening opening = opening();
        try {
            if (!opening.enter()) {
                throw new NotTrustedException(
                        file + ": opening a file in this home has not ended yet", Reason.DOT_QMAIL_NOT_TRUSTED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before " + file + " was opened", e);
        }
        try {
            return readLinked(file);
        } catch (OpenDirectory.WrongTypeException e) {
            throw new NotTrustedException(e.getMessage(), Reason.DOT_QMAIL_NOT_TRUSTED, e);
        } finally {
            opening.leave();
        }
    }

    private Opening opening() {
        if (OPENING.size() > MAX_HOMES) {
            OPENING.values().removeIf(one -> one.turn.availablePermits() > 0);
        }
        return OPENING.computeIfAbsent(path, home -> new Opening());
    }

    /** Opening and reading a file of a home takes no time, or hangs: then one waits in vain, and nobody after that one. */
    static final class Opening {
        private final Semaphore turn = new Semaphore(1);
        private volatile boolean hangs;

        /** @return false while another one hangs */
        boolean enter() throws InterruptedException {
            if (turn.tryAcquire()) {
                return true;
            }
            if (hangs) {
                return false;
            }
            boolean mine = turn.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            hangs = !mine;
            return mine;
        }

        void leave() {
            hangs = false;
            turn.release();
        }
    }

    private Content readLinked(Path file) throws IOException, NotTrustedException {
        try (OpenDirectory home = OpenDirectory.of(path)) {
            Path entry = file.getFileName();
            if (!home.attributes(entry).isSymbolicLink()) {
                return read(home, entry);
            }
        }
        Path real = file.toRealPath();
        if (!real.startsWith(path)) {
            throw new NotTrustedException(
                    file + ": is a link that leads out of the home directory", Reason.DOT_QMAIL_NOT_TRUSTED);
        }
        try (OpenDirectory directory =
                OpenDirectory.of(path, below(real.getParent().toString()))) {
            return read(directory, real.getFileName());
        }
    }

    private Content read(OpenDirectory directory, Path entry) throws IOException, NotTrustedException {
        Path file = directory.path().resolve(entry);
        PosixFileAttributes found = directory.posixAttributes(entry);
        if (found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new NotTrustedException(file + ": is writable for everybody", Reason.DOT_QMAIL_WRITABLE);
        }
        if (!isTrusted(found.owner()) || directory.links(entry, found) != 1) {
            throw new NotTrustedException(
                    file + ": must belong to the home's owner, and have one name only", Reason.DOT_QMAIL_NOT_TRUSTED);
        }
        try (FileChannel channel = directory.read(entry);
                InputStream in = Channels.newInputStream(channel)) {
            byte[] octets = in.readNBytes(LARGEST + 1);
            if (!found.fileKey().equals(directory.attributes(entry).fileKey())) {
                throw new NotTrustedException(
                        file + ": must be left alone while it is read", Reason.DOT_QMAIL_NOT_TRUSTED);
            }
            return new Content(text(file, octets), found.permissions().contains(PosixFilePermission.OWNER_EXECUTE));
        }
    }

    private static String text(Path file, byte[] octets) throws NotTrustedException {
        String text = new String(octets, StandardCharsets.UTF_8);
        if (octets.length > LARGEST || text.lines().limit(MAX_LINES + 1L).count() > MAX_LINES) {
            throw new NotTrustedException(
                    file + ": must have at most " + LARGEST + " octets and " + MAX_LINES + " lines",
                    Reason.DOT_QMAIL_NO_SENSE);
        }
        if (text.lines().anyMatch(line -> line.indexOf(UNKNOWN) >= 0 && !line.startsWith("#"))) {
            throw new NotTrustedException(file + ": must be UTF-8 text, but for comments", Reason.DOT_QMAIL_NO_SENSE);
        }
        return text;
    }
}
