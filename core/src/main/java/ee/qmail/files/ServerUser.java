package ee.qmail.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;

/** The operating system's user as whom this process runs. */
public final class ServerUser {
    /** Null if it has no name: then nothing is known to be its own. */
    public static final UserPrincipal PRINCIPAL = lookUp();

    private ServerUser() {}

    private static UserPrincipal lookUp() {
        try {
            return FileSystems.getDefault()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(System.getProperty("user.name"));
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
