package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.MailService.State;
import ee.qmail.status.ServiceState;
import ee.qmail.web.language.Texts;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceCardTest {
    private static final Set<State> ALL = Set.of(State.values());
    private static final Set<State> OF_SEND = Set.of(State.UP, State.DOWN);

    private static ServiceCard card(State state, Set<State> states) {
        return ServiceCard.of(
                new ServiceState("smtpd", state, "planned", Instant.EPOCH),
                states,
                Texts.IN_ENGLISH,
                Instant.EPOCH.plusSeconds(7_500));
    }

    private static String buttons(ServiceCard card) {
        return (card.continuable() ? "continue " : "")
                + (card.pausable() ? "pause " : "")
                + (card.stoppable() ? "stop" : "");
    }

    @ParameterizedTest
    @CsvSource({"UP, pause stop", "PAUSED, continue stop", "DOWN, 'continue '"})
    void aListenerHasTheButtonsThatChangeItsState(State state, String buttons) {
        assertThat(buttons(card(state, ALL))).isEqualTo(buttons);
    }

    @ParameterizedTest
    @CsvSource({"UP, stop", "DOWN, 'continue '"})
    void sendIsNotPaused(State state, String buttons) {
        assertThat(buttons(card(state, OF_SEND))).isEqualTo(buttons);
    }

    @ParameterizedTest
    @CsvSource({"UP", "DOWN"})
    void aServiceThatCannotBeSwitchedHasNoButtons(State state) {
        assertThat(buttons(card(state, Set.of()))).isEmpty();
    }

    @Test
    void tellsTheStateAndItsDuration() {
        assertThat(card(State.PAUSED, ALL).state()).isEqualTo("paused");
        assertThat(card(State.PAUSED, ALL).up()).isFalse();
        assertThat(card(State.UP, ALL).lasts()).isEqualTo("2 h 5 min");
        assertThat(ServiceCard.of(
                                new ServiceState("queue", false, "gone", null),
                                Set.of(),
                                Texts.IN_ENGLISH,
                                Instant.EPOCH)
                        .lasts())
                .isEmpty();
    }

    @Test
    void buttonsAreShownAgainOnlyWhenTheyAreOthers() {
        ServiceCard up = card(State.UP, ALL);
        ServiceCard later = ServiceCard.of(
                new ServiceState("smtpd", State.UP, "connections: 5", Instant.EPOCH),
                ALL,
                Texts.IN_ENGLISH,
                Instant.now());

        assertThat(later.shown()).isEqualTo(up.shown());
        assertThat(card(State.PAUSED, ALL).shown()).isNotEqualTo(up.shown());
        assertThat(card(State.DOWN, Set.of()).shown())
                .as("starting")
                .isNotEqualTo(card(State.DOWN, ALL).shown());
    }
}
