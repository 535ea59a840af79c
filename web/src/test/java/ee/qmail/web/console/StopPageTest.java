package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StopPageTest {
    @Test
    void explainsTheEffectOfStoppingAService() {
        assertThat(StopPage.consequence("smtpd")).contains("no mail is taken");
        assertThat(StopPage.consequence("pop3d")).contains("nobody can fetch mail", "still taken");
        assertThat(StopPage.consequence("send")).contains("waits in the queue");
    }
}
