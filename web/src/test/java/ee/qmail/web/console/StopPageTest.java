package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.web.language.Texts;
import org.junit.jupiter.api.Test;

class StopPageTest {
    @Test
    void explainsTheEffectOfStoppingAService() {
        assertThat(Texts.IN_ENGLISH.of(StopPage.consequence("smtpd"))).contains("no mail is taken");
        assertThat(Texts.IN_ENGLISH.of(StopPage.consequence("pop3d"))).contains("nobody can fetch mail", "still taken");
        assertThat(Texts.IN_ENGLISH.of(StopPage.consequence("send"))).contains("waits in the queue");
    }
}
