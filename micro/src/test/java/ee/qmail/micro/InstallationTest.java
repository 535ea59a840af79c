package ee.qmail.micro;

import static ee.qmail.micro.Jars.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
    @TempDir
    Path directory;

    private Path run;
    private Path jar;

    @BeforeEach
    void makeJar() throws IOException {
        run = Files.createDirectories(directory.resolve("run"));
        jar = directory.resolve("qmail-micro.jar");
        write("first");
    }

    private void write(String text) throws IOException {
        byte[] server = Jars.jar(Map.of("server/text", octets(text)));
        Files.write(
                jar,
                Jars.jar(Map.of(
                        "MICRO-INF/runtime/server.jar", server,
                        "qmail/lib/ours.jar", Jars.jar(Map.of("ours/text", octets("ours"))),
                        "qmail/qmail.war", octets("war of the " + text),
                        "qmail/lib/deeper/no.jar", octets("none of ours"),
                        "ee/qmail/micro/Some.class", octets("class"))));
    }

    @Test
    void jarsAndArchivesBecomeFiles() throws IOException {
        Installation installation = Installation.in(run, jar);

        assertThat(installation.archive("qmail.war")).hasContent("war of the first");
        assertThat(filesBelow(installation.directory()))
                .containsExactlyInAnyOrder(
                        "runtime/server.jar", "runtime/ours.jar", "qmail.war", "class-path", "index");
        try (IndexedClassLoader classes = installation.serverClasses()) {
            assertThat(text(classes, "server/text")).isEqualTo("first");
            assertThat(text(classes, "ours/text")).isEqualTo("ours");
        }
    }

    @Test
    void unpacksPresentFilesNoSecondTime() throws IOException {
        Installation first = Installation.in(run, jar);
        Files.writeString(first.archive("qmail.war"), "touched");

        assertThat(Installation.in(run, jar)).isEqualTo(first);
        assertThat(first.archive("qmail.war")).hasContent("touched");
    }

    @Test
    void anotherBuildTakesThePlaceOfTheOneBefore() throws IOException {
        Installation first = Installation.in(run, jar);
        write("second");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));

        Installation second = Installation.in(run, jar);

        assertThat(second.archive("qmail.war")).hasContent("war of the second");
        assertThat(first.directory()).doesNotExist();
        Trash.collect(run);
        assertThat(run.toFile().list())
                .containsExactly(second.directory().getFileName().toString());
    }

    @Test
    void anUnpackingThatWasCutOffIsBegunAgain() throws IOException {
        Path unfinished = Files.createDirectories(run.resolve("unpacking/runtime"));
        Files.writeString(unfinished.resolve("server.jar"), "half of it");

        Installation installation = Installation.in(run, jar);

        try (IndexedClassLoader classes = installation.serverClasses()) {
            assertThat(text(classes, "server/text")).isEqualTo("first");
        }
    }

    private static List<String> filesBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }

    private static String text(IndexedClassLoader classes, String name) throws IOException {
        try (InputStream in = classes.findResource(name).openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
