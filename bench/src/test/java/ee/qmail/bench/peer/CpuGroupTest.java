package ee.qmail.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CpuGroupTest {
    @Test
    void versionTwoTellsMicroseconds() {
        assertThat(CpuGroup.micros("usage_usec 1234\nuser_usec 1000\nsystem_usec 234\n"))
                .isEqualTo(1234);
    }

    @Test
    void countsAnEndedProcessThatWasNotWaitedFor() throws IOException, InterruptedException {
        Optional<CpuGroup> made = CpuGroup.create("test");
        assumeTrue(made.isPresent(), "control groups cannot be made here");
        try (CpuGroup group = made.orElseThrow()) {
            String loop = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
            new ProcessBuilder(group.command(List.of("sh", "-c", "trap '' CHLD; sh -c '" + loop + "'; true")))
                    .start()
                    .waitFor();

            assertThat(group.cpuMillis()).isPositive();
        }
    }
}
