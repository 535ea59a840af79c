package ee.qmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the archive of classes is made by: cli/archive.sh. */
class TrainingTest {
    private static int train(String password) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Training.class.getName())
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("QMAIL"));
        if (password != null) {
            builder.environment().put("QMAIL_ADMIN_PASSWORD", password);
        }
        return builder.start().waitFor();
    }

    @Test
    void allItsCommandsEndAsTheyShouldOrNothingIsKept() throws Exception {
        assertThat(train("none")).isZero();
        assertThat(train(null)).isEqualTo(111);
    }
}
