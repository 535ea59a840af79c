package ee.qmail.home;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A password in a file of its own, which nobody but its owner may read. */
public final class SecretFile {
    /** Octets of such a file. */
    private static final int LARGEST = 4096;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private SecretFile() {}

    /**
     * Returns the first line, in UTF-8, without its line end.
     *
     * @throws NoSuchFileException if there is no such file
     * @throws IOException if it cannot be read, is empty, or others may read it; the message says what would be right, and nothing of what stands
     *     there
     */
    public static String read(Path file) throws IOException {
        Path real = file.toRealPath();
        if (!Files.isRegularFile(real)) {
            throw wrong(file, "must be a regular file, or a link to one");
        }
        if (real.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(real);
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                throw wrong(
                        file,
                        "may be read or changed by others (" + PosixFilePermissions.toString(permissions)
                                + "): must be for its owner alone, chmod 600 " + file.getFileName());
            }
        }
        try (InputStream in = Files.newInputStream(real)) {
            byte[] octets = in.readNBytes(LARGEST + 1);
            String line = new String(octets, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
            if (octets.length > LARGEST || line.isEmpty()) {
                throw wrong(file, "must be one line of at most " + LARGEST + " octets, the password");
            }
            return line;
        }
    }

    private static FileSystemException wrong(Path file, String why) {
        return new FileSystemException(file.toString(), null, why);
    }
}
