package ee.qmail.test.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With scripts in the place of the server. */
class ServerProcessTest {
    @TempDir
    private Path home;

    private ServerProcess process;

    @AfterEach
    void end() {
        process.end();
        assertThat(process.isAlive()).isFalse();
    }

    private void launch(String script) {
        process = new ServerProcess(home);
        process.launch(new ProcessBuilder("sh", "-c", script));
    }

    @Test
    void isReadyWhenItSaysSo() {
        launch("echo 'qmail:   1.0 s  ready'; exec sleep 60");
        process.awaitReady();
        assertThat(process.isAlive()).isTrue();
        assertThat(process.output()).containsExactly("qmail:   1.0 s  ready");
        assertThat(process.stop()).isEqualTo(143);
    }

    @Test
    void oneThatEndsInsteadIsToldWithItsLastWords() throws Exception {
        Files.createDirectories(home.resolve("log"));
        Files.writeString(home.resolve("log/server.0.log"), "first\n" + "line\n".repeat(100) + "the reason\n");
        launch("echo 'qmail: cannot start: planned'; exit 111");
        assertThatThrownBy(process::awaitReady)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("cannot start: planned")
                .hasMessageContaining("the reason")
                .hasMessageNotContaining("first");
        assertThat(process.awaitExit()).isEqualTo(111);
    }

    @Test
    void runsTheJarWithTheJavaOfTheTests() throws Exception {
        process = new ServerProcess(home);
        process.launch(new ProcessBuilder(ServerProcess.command(home.resolve("none.jar"), List.of("-Xmx64m"))));
        assertThat(process.awaitExit()).isEqualTo(1);
        assertThat(process.lastWords()).contains("none.jar");
    }

    @Test
    void whatDoesNotComeIsNamed() {
        process = new ServerProcess(home);
        assertThatThrownBy(() -> Await.until("a mail", Duration.ofMillis(1), () -> false, () -> "but none"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a mail but none");
    }
}
