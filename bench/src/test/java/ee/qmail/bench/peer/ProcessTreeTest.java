package ee.qmail.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessTreeTest {
    @Test
    void cpuIsThatOfTheProcessAndOfThoseItWaitedFor() {
        String stat = "12 (a (strange) name) S 1 12 12 0 -1 4194560 100 200 0 0 7 5 20 10 20 0 1 0 5000 1000 100";

        assertThat(ProcessTree.cpuMillis(stat)).isEqualTo(420);
    }

    @Test
    void aProcessThatHasEndedCountsNothing() {
        assertThat(ProcessTree.cpuMillis("")).isZero();
        assertThat(ProcessTree.pss("")).isZero();
    }

    @Test
    void memoryIsTheShareOfTheProcess() {
        assertThat(ProcessTree.pss("Rss:  900 kB\nPss:  12 kB\nPss_Anon:  3 kB\n"))
                .isEqualTo(12 * 1024);
    }

    @Test
    void thisProcessUsesSomething() {
        ProcessTree tree = new ProcessTree(ProcessHandle.current(), null);

        assertThat(tree.pids()).contains(ProcessHandle.current().pid());
        assertThat(tree.cpuMillis()).isPositive();
        assertThat(tree.memory()).isPositive();
    }
}
