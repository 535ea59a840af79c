package ee.qmail.home;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files and directories for nobody but the user of this process, whatever its umask is, which no JVM can change. Where
 * the file system knows no owners nothing is changed.
 */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");
    /** Permissions that an administrator may give to a group: to pass through, or to leave files. */
    private static final Set<PosixFilePermission> PASSED_THROUGH = PosixFilePermissions.fromString("rwx--x---");

    private static final Set<PosixFilePermission> SHARED = PosixFilePermissions.fromString("rwxrwx---");

    private OwnerOnly() {}

    /** Makes an empty file. @throws java.nio.file.FileAlreadyExistsException if there is one */
    public static void createFile(Path file) throws IOException {
        Files.createFile(file, attributes(file, FILE));
    }

    /** Makes a directory and those above it that are missing; one that is there stays as it is. */
    public static void createDirectories(Path directory) throws IOException {
        try {
            Files.createDirectories(directory, attributes(directory, DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            throw new FileSystemException(e.getFile(), null, "is there and is no directory: move it away");
        }
    }

    private static FileAttribute<?>[] attributes(Path file, Set<PosixFilePermission> permissions) {
        return isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** Takes from a directory what group and others may do there. @return whether they could do anything */
    public static boolean close(Path directory) throws IOException {
        return close(directory, DIRECTORY);
    }

    /** The same, but for a group that may only pass through. */
    public static boolean closeButForPassage(Path directory) throws IOException {
        return close(directory, PASSED_THROUGH);
    }

    /** The same, but for what a group may. */
    public static boolean closeButForGroup(Path directory) throws IOException {
        return close(directory, SHARED);
    }

    private static boolean close(Path directory, Set<PosixFilePermission> most) throws IOException {
        if (!isPosix(directory)) {
            return false;
        }
        Set<PosixFilePermission> there = Files.getPosixFilePermissions(directory);
        if (most.containsAll(there)) {
            return false;
        }
        try {
            Files.setPosixFilePermissions(directory, DIRECTORY);
        } catch (IOException e) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "is open to others (" + PosixFilePermissions.toString(there)
                            + ") and cannot be closed by this user: must be its own, and readable by it alone (chmod 700)");
        }
        return true;
    }

    /** Takes from a file or directory what group and others may; its owner may read and write it afterwards. */
    public static void keep(Path file) throws IOException {
        if (isPosix(file)) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            permissions.retainAll(DIRECTORY);
            permissions.add(PosixFilePermission.OWNER_READ);
            permissions.add(PosixFilePermission.OWNER_WRITE);
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    /**
     * Lets the owner of a directory read a file that another user has put there. Who gets at it is up to the directory.
     *
     * @param file of the user of this process
     */
    public static void letOwnerRead(Path directory, Path file) throws IOException {
        if (isPosix(file) && !Files.getOwner(file).equals(Files.getOwner(directory))) {
            Files.setPosixFilePermissions(file, READABLE);
        }
    }

    /** Tells whether others than the owner may read a file. */
    public static boolean isOpenToOthers(Path file) throws IOException {
        return Files.exists(file)
                && isPosix(file)
                && Files.getPosixFilePermissions(file).stream()
                        .anyMatch(
                                may -> may == PosixFilePermission.GROUP_READ || may == PosixFilePermission.OTHERS_READ);
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
