package ee.qmail.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ee.qmail.dotqmail.DotQmailFile;
import ee.qmail.lspawn.AssignFile;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileNamesTest {
    @TempDir
    private Path directory;

    @Test
    void aNameThatNoFileCanHaveIsNoFiles() throws IOException {
        assertThat(FileNames.find(directory, "a")).contains(directory.resolve("a"));
        assertThat(FileNames.resolve(directory, "a/b")).isEqualTo(directory.resolve("a/b"));
        assertThat(FileNames.find(directory, "a\0b")).isEmpty();
        assertThatThrownBy(() -> FileNames.resolve(directory, "a\0b"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageStartingWith("a?b: ");
    }

    /** A process whose locale has nothing but ASCII, as one that cron or systemd has started. */
    @Test
    void withoutAUtf8LocaleANameOfOtherLettersIsNoFiles() throws Exception {
        Files.createFile(directory.resolve(".qmail-default"));
        Files.writeString(
                directory.resolve("assign"),
                "=joe:joe:1:1:/home/J\u00f6rg:::\n=ann:ann:1:1:/home/ann:::\n.\n",
                StandardCharsets.UTF_8);
        String said = run(InTheCLocale.class, directory.toString());
        assumeThat(said).as("a C library whose C locale has ASCII only").startsWith("ANSI_X3.4-1968");
        assertThat(said.lines().toList())
                .containsExactly("ANSI_X3.4-1968", "find false", "default j?rgen", "joe waits", "ann /home/ann", "1");
    }

    static final class InTheCLocale {
        public static void main(String... arguments) throws IOException {
            Path home = Path.of(arguments[0]);
            List<String> warnings = new ArrayList<>();
            AssignFile assign = new AssignFile(home.resolve("assign"), warnings::add);
            List<String> said = new ArrayList<>();
            said.add(System.getProperty("sun.jnu.encoding"));
            said.add("find " + FileNames.find(home, "j\u00fcrgen").isPresent());
            said.add("default "
                    + DotQmailFile.find(home, "-", "j\u00fcrgen").orElseThrow().defaultPart());
            said.add("joe " + who(assign, "joe"));
            said.add("ann " + who(assign, "ann"));
            said.add(Integer.toString(warnings.size()));
            Files.writeString(
                    home.resolve("said"), String.join("\n", said).replace('\u00fc', '?'), StandardCharsets.US_ASCII);
        }

        private static String who(AssignFile assign, String local) {
            try {
                return assign.current().lookup(local, -1).orElseThrow().home().toString();
            } catch (ee.qmail.lspawn.Assign.BrokenEntryException e) {
                return "waits";
            }
        }
    }

    private String run(Class<?> main, String argument) throws IOException, InterruptedException, URISyntaxException {
        String classes = String.join(File.pathSeparator, place(FileNames.class), place(main));
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes,
                main.getName(),
                argument);
        java.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.startsWith("JAVA_"));
        java.environment().put("LC_ALL", "C");
        Process process = java.redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        assertThat(process.waitFor())
                .as(() -> directory.resolve("out").toString())
                .isZero();
        return Files.readString(directory.resolve("said"));
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
