package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that cannot start says why, and leaves the running one alone. */
@ExtendWith(SharedServer.class)
class StartIT {
    private final QmailServer running;
    private QmailServer second;

    StartIT(QmailServer running) {
        this.running = running;
    }

    @AfterEach
    void endSecond() {
        second.end();
        assertThat(running.admin().open("/health/ready").statusCode()).isEqualTo(200);
    }

    private void assertCannotStart(String... words) {
        second.launch();
        assertThat(second.awaitExit()).isEqualTo(111);
        assertThat(second.output()).contains("cannot start: ").contains(words).doesNotContain("\tat ");
    }

    @Test
    void qs8ASecondServerInTheSameHome() {
        second = new QmailServer(running.home());
        assertCannotStart("another server runs in " + running.home(), "QMAIL_HOME");
    }

    @Test
    void aPortThatIsTaken() {
        second = QmailServer.inNewHome("second").with("QMAIL_POP3_PORT", String.valueOf(running.pop3Port()));
        assertCannotStart("port " + running.pop3Port() + " ", "QMAIL_POP3_PORT");
    }

    @Test
    void aPortThatIsNoNumber() {
        second = QmailServer.inNewHome("second").with("QMAIL_SMTP_PORT", "smtp");
        assertCannotStart("QMAIL_SMTP_PORT is 'smtp': must be a port number from 0 to 65535");
    }

    @Test
    void aHomeThatIsAFile() throws IOException {
        second = QmailServer.inNewHome("second");
        Files.writeString(second.home(), "not a directory");
        assertCannotStart(second.home().toString());
        assertThat(second.home()).isRegularFile();
    }
}
