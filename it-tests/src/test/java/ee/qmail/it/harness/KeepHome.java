package ee.qmail.it.harness;

import ee.qmail.it.UpgradeIT;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Makes the archive of this version that {@link UpgradeIT} of later ones starts from. Not part of the build: CONTRIBUTING tells when it is
 * run, with {@code -Dkeep.home} as the name of the archive.
 */
class KeepHome {
    private final QmailServer server = QmailServer.inNewHome("keep");

    @AfterEach
    void end() {
        server.end();
    }

    @Test
    void keep() throws IOException {
        Path archive = KeptHome.ARCHIVES.resolve(System.getProperty("keep.home") + ".zip");
        KeptHome home = new KeptHome(server.start());
        home.fill();
        home.pack(archive);
    }
}
