package ee.qmail.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.bench.application.Sender;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SenderArchiveTest {
    @Test
    void allClassesOfTheApplicationAreInIt(@TempDir Path directory) throws IOException, URISyntaxException {
        Path war = directory.resolve("applications/sender.war");
        SenderArchive.write(war);
        try (ZipFile zip = new ZipFile(war.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactlyInAnyOrderElementsOf(classes());
        }
        try (Stream<Path> files = Files.list(war.getParent())) {
            assertThat(files).as("no half of it").hasSize(1);
        }
    }

    private static List<String> classes() throws IOException, URISyntaxException {
        Path all = Path.of(
                Sender.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String place = "ee/qmail/bench/application";
        try (Stream<Path> files = Files.list(all.resolve(place))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("package-info"))
                    .map(name -> "WEB-INF/classes/" + place + "/" + name)
                    .toList();
        }
    }
}
