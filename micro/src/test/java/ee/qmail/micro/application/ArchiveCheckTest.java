package ee.qmail.micro.application;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveCheckTest {
    private static final int ENTRIES = 5;
    private static final int OCTETS = 2_000;

    @TempDir
    private Path directory;

    private Path archive() throws IOException {
        Path file = directory.resolve("shop.war");
        byte[] content = new byte[OCTETS];
        new Random(1).nextBytes(content);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < ENTRIES; i++) {
                zip.putNextEntry(new ZipEntry("entry" + i));
                zip.write(content);
            }
        }
        return file;
    }

    @Test
    void aWholeArchiveIsTaken() throws IOException {
        ArchiveCheck.requireWhole(archive());
    }

    @Test
    void eachBeginningOfAnArchiveIsRefused() throws IOException {
        Path file = archive();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ArchiveCheck.requireWhole(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("shop.war is not a whole archive that can be unpacked: ");
        }
    }

    /** As a copy in place leaves them. */
    @Test
    void holesInTheMiddleAreFound() throws IOException {
        Path file = archive();
        byte[] octets = Files.readAllBytes(file);
        Arrays.fill(octets, OCTETS + OCTETS / 2, 2 * OCTETS, (byte) 0);
        Files.write(file, octets);
        assertThatThrownBy(() -> ArchiveCheck.requireWhole(file)).isInstanceOf(IOException.class);
    }
}
