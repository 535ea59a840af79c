package ee.qmail.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** The operating system's user as whom this process runs. */
public final class ServerUser {
    /** Null if that cannot be told: then nothing is known to be its own. */
    public static final UserPrincipal PRINCIPAL = lookUp();

    private ServerUser() {}

    /** A container may run as a number that has no name; its own directory in {@code /proc} is the process's user's. */
    private static UserPrincipal lookUp() {
        try {
            return Files.getOwner(Path.of("/proc/self"));
        } catch (IOException | UnsupportedOperationException e) {
            return byName();
        }
    }

    private static UserPrincipal byName() {
        try {
            return FileSystems.getDefault()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(System.getProperty("user.name"));
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
