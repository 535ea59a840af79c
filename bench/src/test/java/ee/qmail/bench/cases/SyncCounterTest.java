package ee.qmail.bench.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyncCounterTest {
    @Test
    void theCallsOfAllKindsAreAdded() {
        String summary = """
                % time     seconds  usecs/call     calls    errors syscall
                ------ ----------- ----------- --------- --------- ----------------
                 90.00    0.100000         100       200         1 fsync
                 10.00    0.010000          10        22           fdatasync
                ------ ----------- ----------- --------- --------- ----------------
                100.00    0.110000          90       222         1 total
                """;

        assertThat(SyncCounter.total(summary)).isEqualTo(222);
    }
}
