package ee.qmail.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.contract.MailService;
import ee.qmail.contract.MailService.State;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.send.SendSwitch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceControlTest {
    private final ServiceControl control = new ServiceControl(new SendSwitch());
    private final FakeMailService smtpd = new FakeMailService("smtpd");

    @BeforeEach
    void prepare() {
        MailService.RUNNING.add(smtpd);
    }

    @AfterEach
    void leave() {
        MailService.RUNNING.remove(smtpd);
    }

    @Test
    void eachServiceHasTheStatesThatItKnows() {
        assertThat(control.states("smtpd")).containsExactlyInAnyOrder(State.values());
        assertThat(control.states("send")).containsExactlyInAnyOrder(State.UP, State.DOWN);
        assertThat(control.states("pop3d")).as("does not listen here").isEmpty();
        assertThat(control.states("database")).isEmpty();
    }

    @Test
    void aListenerIsPausedStoppedAndContinued() {
        control.turn("smtpd", "paused");
        assertThat(smtpd.state()).isEqualTo(State.PAUSED);
        control.turn("smtpd", "down");
        assertThat(smtpd.state()).isEqualTo(State.DOWN);
        assertThatThrownBy(() -> control.turn("smtpd", "paused"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("smtpd is down");
        control.turn("smtpd", "up");
        assertThat(smtpd.state()).isEqualTo(State.UP);
    }

    @Test
    void tellsThatAPortIsInUse() {
        control.turn("smtpd", "down");
        smtpd.portIsTaken();

        assertThatThrownBy(() -> control.turn("smtpd", "up"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("smtpd cannot listen on ")
                .hasMessageEndingWith(": Address already in use");
    }

    @Test
    void refusesUnknownServicesAndStates() {
        assertThatThrownBy(() -> control.turn("database", "down")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> control.turn("smtpd", "off")).isInstanceOf(InvalidInputException.class);
    }
}
