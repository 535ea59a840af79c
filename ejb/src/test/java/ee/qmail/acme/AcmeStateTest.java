package ee.qmail.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcmeStateTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path root;

    @Test
    void cert13FailuresBackOffFromAnHourToADay() {
        AcmeState state = AcmeState.NONE;
        List<Long> hours = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            state = state.failed("a", NOW, Duration.ZERO, "no");
            hours.add(Duration.between(NOW, state.notBefore()).toHours());
        }
        assertThat(hours).containsExactly(1L, 2L, 4L, 8L, 16L, 24L, 24L, 24L);
        assertThat(state.failed("b", NOW, Duration.ZERO, "no").failures()).isEqualTo(1);
    }

    @Test
    void cert13TheAuthorityMayAskForMore() {
        AcmeState state = AcmeState.NONE.failed("a", NOW, Duration.ofHours(30), "rate limit");
        assertThat(state.notBefore()).isEqualTo(NOW.plus(Duration.ofHours(30)));
    }

    @Test
    void itIsReadAsItWasWrittenByItsOwnerAlone() throws IOException {
        Path directory = root.resolve("acme.d");
        assertThat(AcmeState.read(directory)).isEqualTo(AcmeState.NONE);
        AcmeState failed = AcmeState.NONE.failed("a", NOW, Duration.ZERO, "a: b\nnotbefore:never");
        failed.write(directory);
        assertThat(AcmeState.read(directory)).isEqualTo(failed);
        assertThat(failed.error()).isEqualTo("a: b notbefore:never");
        AcmeState.succeeded("a", NOW).write(directory);
        assertThat(AcmeState.read(directory)).isEqualTo(AcmeState.succeeded("a", NOW));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("state"))))
                .isEqualTo("rw-------");
    }

    @Test
    void nonsenseIsAsIfNothingWasThere() throws IOException {
        Files.writeString(root.resolve("state"), "failures:many\n");
        assertThat(AcmeState.read(root)).isEqualTo(AcmeState.NONE);
    }
}
