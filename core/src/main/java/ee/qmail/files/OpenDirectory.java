package ee.qmail.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * A directory that is held open: whatever is done with its entries is done in this very directory, also if somebody who
 * may write above it puts another one, or a link, in its place meanwhile. Links are not followed, and only regular
 * files are opened (ADR 21). Where the system has no such calls ({@code openat}), each entry is looked at before it is
 * used.
 *
 * <p>Not safe for use by several threads. Holds two file descriptors until it is closed, none if it is {@link #trusted}.
 */
public final class OpenDirectory implements Closeable {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Path ITSELF = Path.of(".");
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    /** Null: everything is done by its path. */
    private final SecureDirectoryStream<Path> secure;

    private final boolean trusted;

    private OpenDirectory(Path path, SecureDirectoryStream<Path> secure, boolean trusted) {
        this.path = path;
        this.secure = secure;
        this.trusted = trusted;
    }

    /** Takes the entries of a directory one after the other. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param name see {@link EntryName}
         * @param place whose last element is the entry
         * @return whether to go on
         */
        boolean visit(String name, Path place) throws IOException;
    }

    /** The entry may not be opened: it is a link, a pipe, a device, a directory in place of a file or the reverse. */
    public static final class WrongTypeException extends IOException {
        private static final long serialVersionUID = 1L;

        WrongTypeException(Path path, String wanted) {
            super(path + ": must be " + wanted);
        }
    }

    /** Opens a directory by a path that nobody but the administrator decides: links in it are followed. */
    public static OpenDirectory of(Path path) throws IOException {
        // the dot: a pipe in its place is an error instead of a wait for its other end
        DirectoryStream<Path> stream = Files.newDirectoryStream(path.resolve(ITSELF));
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new OpenDirectory(path, secure, false);
        }
        stream.close();
        return new OpenDirectory(path, null, false);
    }

    /**
     * Opens a directory that is some levels below such a one; what is between may be others' to change.
     *
     * @param names of the directories from there down
     */
    public static OpenDirectory of(Path path, List<String> names) throws IOException {
        OpenDirectory at = of(path);
        for (String name : names) {
            try (OpenDirectory above = at) {
                at = above.child(name);
            }
        }
        return at;
    }

    /**
     * A directory in which, and above which, nobody but this server's user can change anything ({@link #isOursAlone}):
     * it need not be held open, and {@link #child} does not look whether it leads to a directory.
     */
    public static OpenDirectory trusted(Path path) {
        return new OpenDirectory(path, null, true);
    }

    /**
     * Tells whether nobody else, but the superuser, may make or move entries of this directory; it is no link itself.
     */
    public static boolean isOursAlone(Path directory) throws IOException {
        PosixFileAttributes found =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isDirectory()
                && found.owner().equals(ServerUser.PRINCIPAL)
                && !found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !found.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    /**
     * Opens a directory in this one.
     *
     * @throws WrongTypeException if there is something else, a link to a directory too
     */
    public OpenDirectory child(String name) throws IOException {
        Path place = path.resolve(name);
        if (trusted) {
            return trusted(place);
        }
        BasicFileAttributes found = attributes(Path.of(name));
        if (!found.isDirectory()) {
            throw new WrongTypeException(place, "a directory, not a link or anything else");
        }
        return secure == null ? of(place) : child(name, found);
    }

    private OpenDirectory child(String name, BasicFileAttributes found) throws IOException {
        SecureDirectoryStream<Path> stream = secure.newDirectoryStream(Path.of(name, ITSELF.toString()));
        OpenDirectory child = new OpenDirectory(path.resolve(name), stream, false);
        if (!found.fileKey().equals(child.attributes().fileKey())) {
            child.close();
            throw new WrongTypeException(child.path, "left alone while it is used");
        }
        return child;
    }

    public Path path() {
        return path;
    }

    /** Of the directory itself. */
    public PosixFileAttributes attributes() throws IOException {
        return secure != null
                ? secure.getFileAttributeView(PosixFileAttributeView.class).readAttributes()
                : Files.readAttributes(path, PosixFileAttributes.class);
    }

    /** Of an entry, of the link itself if it is one. */
    public BasicFileAttributes attributes(Path entry) throws IOException {
        if (secure == null) {
            return Files.readAttributes(path.resolve(entry), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
        try {
            return secure.getFileAttributeView(entry, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path.resolve(entry).toString()); // whose message has the name alone
        }
    }

    /** Tells whether there is such an entry, of whatever kind; in a trusted directory a link counts if it leads somewhere. */
    public boolean exists(Path entry) throws IOException {
        if (trusted) {
            return Files.exists(
                    path.resolve(entry)); // without an exception, which costs more than all else of a delivery
        }
        try {
            return attributes(entry) != null;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The same as {@link #attributes(Path)} with owner and permissions. */
    public PosixFileAttributes posixAttributes(Path entry) throws IOException {
        return secure != null
                ? secure.getFileAttributeView(entry, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes()
                : Files.readAttributes(path.resolve(entry), PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the number of names of a file; 0 if it is not the one with these attributes any more. */
    public int links(Path entry, BasicFileAttributes known) throws IOException {
        var now = Files.readAttributes(path.resolve(entry), "unix:nlink,fileKey", LinkOption.NOFOLLOW_LINKS);
        return now.get("fileKey").equals(known.fileKey()) ? (Integer) now.get("nlink") : 0;
    }

    /**
     * Gives the entries to the visitor, in no order, until it has enough; none but those it asks for are held in
     * memory.
     */
    public void each(Visitor visitor) throws IOException {
        Path directory = path.resolve(ITSELF);
        try (DirectoryStream<Path> entries =
                secure != null ? secure.newDirectoryStream(ITSELF) : Files.newDirectoryStream(directory)) {
            for (Path place : entries) {
                if (!visitor.visit(EntryName.of(place), place)) {
                    return;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * Opens a file for reading. Where others may change entries, and this process may write to the file, a pipe that
     * was put in its place meanwhile cannot hold us up.
     *
     * @throws WrongTypeException if it is no regular file
     */
    public FileChannel read(Path entry) throws IOException {
        requireRegular(entry, attributes(entry));
        return trusted ? open(entry, READ) : readAnything(entry);
    }

    /** Opens an entry of unknown type: it may be a pipe. */
    FileChannel readAnything(Path entry) throws IOException {
        try {
            return both(entry);
        } catch (NoSuchFileException | WrongTypeException e) {
            throw e;
        } catch (FileSystemException e) {
            return open(entry, READ); // may not be written to
        }
    }

    /**
     * Opens a file that is there for writing. Also for reading: so a pipe that was put in its place cannot hold us up.
     *
     * @throws WrongTypeException if it is no regular file
     */
    public FileChannel write(Path entry) throws IOException {
        requireRegular(entry, attributes(entry));
        return both(entry);
    }

    /**
     * A pipe that is opened for both does not block (Linux); it has no position, by which it is known whatever its name
     * shows by now.
     */
    private FileChannel both(Path entry) throws IOException {
        FileChannel channel =
                open(entry, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        try {
            channel.position();
            return channel;
        } catch (IOException e) {
            channel.close();
            WrongTypeException wrong = new WrongTypeException(path.resolve(entry), "a regular file");
            wrong.initCause(e);
            throw wrong;
        }
    }

    /** Makes a file that nobody but this server's user may read; an error if the name is taken, by whatever. */
    public FileChannel create(Path entry) throws IOException {
        return open(
                entry,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
                OWNER_ONLY);
    }

    private FileChannel open(Path entry, Set<? extends OpenOption> options, FileAttribute<?>... made)
            throws IOException {
        return secure != null
                ? (FileChannel) secure.newByteChannel(entry, options, made)
                : FileChannel.open(path.resolve(entry), options, made);
    }

    private void requireRegular(Path entry, BasicFileAttributes found) throws WrongTypeException {
        if (!found.isRegularFile()) {
            throw new WrongTypeException(path.resolve(entry), "a regular file");
        }
    }

    /** Removes an entry that is no directory; a link itself, not what it leads to. */
    public void delete(Path entry) throws IOException {
        if (secure != null) {
            secure.deleteFile(entry);
        } else {
            Files.delete(path.resolve(entry));
        }
    }

    /** One rename; what has that name there is replaced. */
    public void move(Path entry, OpenDirectory to, Path name) throws IOException {
        if (secure != null && to.secure != null) {
            secure.move(entry, to.secure, name);
        } else {
            Files.move(path.resolve(entry), to.path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Makes its entries durable. */
    public void sync() throws IOException {
        try (FileChannel channel = open(ITSELF, Set.of(StandardOpenOption.READ))) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        if (secure != null) {
            secure.close();
        }
    }
}
