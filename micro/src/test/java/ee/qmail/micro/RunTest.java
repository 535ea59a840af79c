package ee.qmail.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The script {@code run} in a tree of its own, with a Maven and a Java that only write down that they were called. */
class RunTest {
    private static final Path ROOT = Path.of("..");
    /** Nothing of these is in qmail-micro.jar, nor in what bin/qmail needs. */
    private static final Set<String> IN_NO_JAR = Set.of(
            "test",
            "ear",
            "servers/desk",
            "servers/letters",
            "servers/realm",
            "examples/orders",
            "examples/newsletter",
            "examples/approval",
            "examples/archive",
            "examples/spring-boot",
            "it-tests",
            "bench");

    private static final Instant LONG_AGO = Instant.parse("2020-02-02T02:02:02Z");

    @TempDir
    private Path tree;

    private Path jar;

    static List<String> modules() throws IOException {
        return Pattern.compile("<module>(.*)</module>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    @BeforeEach
    void prepare() throws IOException {
        for (String file : List.of(
                "run",
                "pom.xml",
                "cli/environment.sh",
                "cli/start.sh",
                "cli/archive.sh",
                "bin/qmail",
                "bin/sendmail")) {
            Files.createDirectories(tree.resolve(file).getParent());
            Files.copy(ROOT.resolve(file), tree.resolve(file));
            Files.setLastModifiedTime(tree.resolve(file), FileTime.from(LONG_AGO));
        }
        for (String module : modules()) {
            file(module + "/src/main/java/A.java", "");
        }
        script("mvnw", "echo \"$@\" >> " + tree + "/built");
        script(
                "jdk/bin/java",
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.9\"' >&2; exit; fi",
                "echo \"$(umask) $LC_ALL $*\" > " + tree + "/started");
        jar = file("micro/target/qmail-micro.jar", "");
        Files.setLastModifiedTime(jar, FileTime.from(LONG_AGO.plusSeconds(60)));
    }

    private Path file(String name, String text) throws IOException {
        Path file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
        return file;
    }

    private void script(String name, String... lines) throws IOException {
        Path script = file(name, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private void run(Map<String, String> environment) {
        run("./run", environment);
    }

    private void run(String script, Map<String, String> environment) {
        assertThat(status(script, environment)).isZero();
    }

    private int status(String script, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "umask 022; exec " + script)
                .directory(tree.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("L") || name.startsWith("QMAIL"));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", tree.resolve("jdk").toString());
        try {
            Process process = builder.start();
            process.getInputStream().transferTo(System.out);
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long builds() throws IOException {
        Path built = tree.resolve("built");
        return Files.exists(built) ? Files.readAllLines(built).size() : 0;
    }

    @ParameterizedTest
    @MethodSource("modules")
    void buildsTheJarWhenAModuleOfItIsNewer(String module) throws IOException {
        run(Map.of());
        assertThat(builds()).as("nothing is newer").isZero();
        Files.setLastModifiedTime(tree.resolve(module + "/src/main/java/A.java"), FileTime.from(Instant.now()));
        run(Map.of());
        assertThat(builds()).as("a newer file in " + module).isEqualTo(IN_NO_JAR.contains(module) ? 0 : 1);
    }

    @Test
    void aBuildThatFindsNothingToChangeIsNotRepeated() throws IOException {
        file("core/src/main/java/B.java", "");
        Files.setLastModifiedTime(tree.resolve("core/src/main/java/B.java"), FileTime.from(LONG_AGO.plusSeconds(120)));
        run(Map.of());
        run(Map.of());
        assertThat(builds()).isOne();
    }

    @Test
    void testsAndBuildOutputsDoNotCount() throws IOException {
        for (String name : List.of("core/src/test/java/T.java", "core/target/classes/A.class")) {
            Files.setLastModifiedTime(file(name, ""), FileTime.from(Instant.now()));
        }
        run(Map.of());
        assertThat(builds()).isZero();
    }

    @Test
    void withoutAJarItIsBuiltAndOneThatIsGivenIsTakenAsItIs() throws IOException {
        Files.delete(jar);
        Path given = file("elsewhere/qmail-micro.jar", "");
        run(Map.of("QMAIL_JAR", given.toString()));
        assertThat(builds()).isZero();
        assertThat(tree.resolve("started")).content().endsWith("-jar " + given + "\n");
        assertThat(status("./run", Map.of("QMAIL_JAR", tree + "/typo.jar"))).isEqualTo(111);
        file("cli/target/qmail-cli-1.jar", "");
        run(Map.of());
        assertThat(builds()).isOne();
        assertThat(tree.resolve("started")).content().endsWith("-jar " + jar + "\n");
    }

    @Test
    void javaIsStartedForItsOwnerAloneAndWithALocaleThatCanNameEveryFile() throws IOException {
        file("cli/target/qmail-cli-1.jar", "");
        for (String script : List.of("./run", "./bin/qmail")) {
            for (String locale : List.of("C", "POSIX", "xx_YY.ISO-8859-1", "")) {
                run(script, Map.of("LC_ALL", locale));
                assertThat(tree.resolve("started")).content().matches("0*77 \\S+(UTF-8|utf8) .*\\s");
            }
        }
    }

    /** A Java that says what it was asked for, and makes an archive of ten octets. */
    private void archivingJava(int status) throws IOException {
        script(
                "jdk/bin/java",
                "for each; do",
                "  case \"$each\" in",
                "    -Xshare:dump) echo dump >> " + tree + "/dumps ;;",
                "    -XX:SharedArchiveFile=*) archive=${each#*=} ;;",
                "  esac",
                "done",
                "case \"$*\" in",
                "  *Training*) exit " + status + " ;;",
                "  *-Xshare:dump*) printf 0123456789 > \"$archive\" ;;",
                "  *) echo \"$*\" > " + tree + "/started ;;",
                "esac");
    }

    private long dumps() throws IOException {
        Path dumps = tree.resolve("dumps");
        return Files.exists(dumps) ? Files.readAllLines(dumps).size() : 0;
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(tree.resolve("cli/target"))) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theArchiveOfClassesIsMadeByTheFirstCommandAndUsedByAll() throws IOException {
        archivingJava(0);
        Path cli = file("cli/target/qmail-cli-1.jar", "");
        run("./bin/sendmail", Map.of());
        assertThat(dumps()).as("who sends mail does not wait").isZero();
        for (String command : List.of("./bin/qmail", "./bin/qmail", "./bin/sendmail")) {
            run(command, Map.of());
            assertThat(tree.resolve("started")).content().contains("-XX:SharedArchiveFile=" + archive());
        }
        assertThat(dumps()).isOne();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive())))
                .isEqualTo("r--r--r--");

        Files.writeString(cli, "another build");
        run("./bin/qmail", Map.of());
        assertThat(dumps()).isEqualTo(2);
    }

    @Test
    void anArchiveThatIsNotWholeIsNotUsed() throws IOException {
        archivingJava(0);
        file("cli/target/qmail-cli-1.jar", "");
        run("./bin/qmail", Map.of());
        Files.delete(archive());
        for (String octets : List.of("", "012", "0123456789a")) {
            Path size = tree.resolve("cli/target").resolve(nameOfSize());
            Files.writeString(Path.of(size.toString().replace(".size", "")), octets);
            run("./bin/qmail", Map.of());
            assertThat(tree.resolve("started")).content().doesNotContain("SharedArchiveFile");
        }
    }

    private String nameOfSize() throws IOException {
        try (Stream<Path> files = Files.list(tree.resolve("cli/target"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".size"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void anArchiveThatCannotBeMadeIsTriedOnceAndNoError() throws IOException {
        archivingJava(111);
        file("cli/target/qmail-cli-1.jar", "");
        for (int i = 0; i < 3; i++) {
            run("./bin/qmail", Map.of());
            assertThat(tree.resolve("started")).content().doesNotContain("SharedArchiveFile");
        }
        assertThat(dumps()).isZero();
        try (Stream<Path> files = Files.list(tree.resolve("cli/target"))) {
            assertThat(files).hasSize(2); // the jar, and that it was tried
        }
    }
}
