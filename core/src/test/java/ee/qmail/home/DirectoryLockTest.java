package ee.qmail.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers whose control directory is the same one: processes of their own. */
class DirectoryLockTest {
    private static final int LINES = 40;

    @TempDir
    Path control;

    /** One of the servers. */
    public static void main(String[] arguments) throws IOException {
        ControlFiles files = new ControlFiles(Path.of(arguments[0]), warning -> {});
        String name = arguments[1];
        System.out.println("ready");
        System.in.read();
        for (int line = 0; line < LINES; line++) {
            files.addToList(Setting.RCPTHOSTS, name + line + ".example");
            if (line % 2 == 1) {
                files.removeFromList(Setting.RCPTHOSTS, name + line + ".example");
            }
        }
    }

    private Process server(String name) throws IOException {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DirectoryLockTest.class.getName(),
                        control.toString(),
                        name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo("ready");
        return server;
    }

    @Test
    void noLineIsLostWhenTwoServersChangeAListAtTheSameTime() throws Exception {
        Files.writeString(control.resolve("me"), "mx.example.org\n");
        Files.writeString(control.resolve("rcpthosts"), "mx.example.org\n");
        List<Process> servers = List.of(server("a"), server("b"));
        for (Process server : servers) {
            server.getOutputStream().write('\n');
            server.getOutputStream().close();
        }
        for (Process server : servers) {
            assertThat(server.waitFor()).isZero();
        }

        List<String> wanted = new ArrayList<>(List.of("mx.example.org"));
        for (int line = 0; line < LINES; line += 2) {
            wanted.add("a" + line + ".example");
            wanted.add("b" + line + ".example");
        }
        assertThat(Files.readAllLines(control.resolve("rcpthosts"))).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void aChangeMayContainAnother() throws IOException {
        String made = DirectoryLock.during(control, () -> DirectoryLock.during(control, () -> "inner"));

        assertThat(made).isEqualTo("inner");
    }

    @Test
    void aChangeThatFailsGivesTheLockBack() throws IOException {
        assertThatThrownBy(() -> DirectoryLock.during(control, () -> {
                    throw new IOException("planned");
                }))
                .hasMessage("planned");

        assertThat(DirectoryLock.<Integer>during(control, () -> 1)).isEqualTo(1);
    }
}
