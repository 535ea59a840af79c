package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueuePageTest {
    @Test
    void countsMessagesThatAreDueNow() {
        assertThat(QueuePage.dueNow(0)).startsWith("Nothing else is due now");
        assertThat(QueuePage.dueNow(1)).isEqualTo("1 job is due now.");
        assertThat(QueuePage.dueNow(2)).isEqualTo("2 jobs are due now.");
    }
}
