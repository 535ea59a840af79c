package ee.qmail.web.console;

import ee.qmail.contract.MailService.State;
import ee.qmail.status.ServiceState;
import ee.qmail.web.language.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A service and what can be done with it now.
 *
 * @param state {@code up}, {@code paused} or {@code down}
 * @param told the state in words
 * @param sessions how many have ended by each version of TLS, such as {@code 12 TLSv1.3, 3 clear}; empty for none
 * @param lasts how long it has been so, such as {@code 2 h 5 min}; empty if that is not known
 */
public record ServiceCard(
        String name,
        String state,
        String told,
        String detail,
        String sessions,
        Instant since,
        String lasts,
        boolean up,
        boolean pausable,
        boolean stoppable,
        boolean continuable) {
    /** @param states those it can be put into */
    static ServiceCard of(ServiceState service, Set<State> states, Texts texts, Instant now) {
        State state = service.state();
        return new ServiceCard(
                service.name(),
                state.word(),
                told(state, texts),
                texts.said(service.said()),
                sessions(service.sessions()),
                service.since(),
                service.since() == null ? "" : Times.length(Duration.between(service.since(), now)),
                service.up(),
                service.up() && states.contains(State.PAUSED),
                state != State.DOWN && states.contains(State.DOWN),
                !service.up() && states.contains(State.UP));
    }

    private static String told(State state, Texts texts) {
        return switch (state) {
            case UP -> texts.of("start.state.up");
            case PAUSED -> texts.of("start.state.paused");
            case DOWN -> texts.of("start.state.down");
        };
    }

    private static String sessions(Map<String, Long> ended) {
        return ended.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    /** Differs when its buttons do. */
    public String shown() {
        return name + " " + state + (continuable ? " continuable" : "");
    }
}
