package ee.qmail.cli.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** Commands that write files of a server are run as its user: files of another one would be of no use to it. */
public final class HomeOwner {
    private HomeOwner() {}

    /** @throws ApiException if this user does not own the directory */
    public static void require(Path directory) throws ApiException {
        try {
            Path mine = Files.createTempFile("qmail-owner", null);
            UserPrincipal me = Files.getOwner(mine);
            Files.delete(mine);
            UserPrincipal owner = Files.getOwner(directory);
            if (!owner.equals(me)) {
                throw new ApiException(
                        ApiException.PERMANENT,
                        directory + " belongs to " + owner.getName() + ": must be run as that user, not as "
                                + me.getName());
            }
        } catch (IOException e) {
            throw new ApiException(ApiException.PERMANENT, directory + ": cannot be seen whose it is: " + e, e);
        }
    }
}
