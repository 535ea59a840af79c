package ee.qmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Holds the sizes of classes, methods and packages, and keeps the table in docs/architecture.md near to the sources. */
class MeasuredPageTest {
    private static final String JAVA = System.getProperty("java.home") + "/bin/java";

    @Test
    void theSourcesAreWithinTheirLimitsAndNearTheirTable() throws IOException, InterruptedException {
        if (Boolean.getBoolean("regenerate")) {
            assertThat(measure("--write")).isEmpty();
        }
        assertThat(measure("--check")).isEmpty();
    }

    /** @return what it has to say */
    private static String measure(String option) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(JAVA, "build/Measure.java", option)
                .directory(new File(".."))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
