package ee.qmail.status;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.audit.Audited;
import ee.qmail.audit.Audited.Thing;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.contract.MailService;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.send.SendSwitch;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stops, pauses and continues the listeners and send, each for itself, as svc does. Holds until the server is started
 * again.
 */
@ApplicationScoped
@AdministratorsOnly
public class ServiceControl {
    private final SendSwitch sendSwitch;

    /** For the container's proxies. */
    protected ServiceControl() {
        this(null);
    }

    @Inject
    public ServiceControl(SendSwitch sendSwitch) {
        this.sendSwitch = sendSwitch;
    }

    /**
     * Blocks for some seconds when a service with open connections goes down.
     *
     * @param name of a listener, such as {@code smtpd}, or {@code send}
     * @param wanted {@code up}, {@code paused} or {@code down}; send knows no difference between the last two
     */
    @Audited(value = Deed.SERVICE_TURNED, to = Thing.FIRST, detail = 1)
    public void turn(String name, String wanted) {
        MailService.State state = state(wanted);
        if (name.equals(ServerStatus.SEND)) {
            sendSwitch.turn(state == MailService.State.UP);
            return;
        }
        turn(
                listener(name).orElseThrow(() -> new NotFoundException(Sentence.of("service.none", name, listeners()))),
                state);
    }

    /**
     * The states that {@link #turn} knows for a service.
     *
     * @return empty for a service that cannot be switched, such as the database, or a listener that has not started
     */
    public Set<MailService.State> states(String name) {
        if (name.equals(ServerStatus.SEND)) {
            return Set.of(MailService.State.UP, MailService.State.DOWN);
        }
        return listener(name).isPresent() ? Set.of(MailService.State.values()) : Set.of();
    }

    private static Optional<MailService> listener(String name) {
        return MailService.RUNNING.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    private static String listeners() {
        return MailService.RUNNING.all().stream()
                .map(MailService::name)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static MailService.State state(String wanted) {
        return Arrays.stream(MailService.State.values())
                .filter(each -> each.word().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("state", Sentence.of("service.state", wanted)));
    }

    private static void turn(MailService service, MailService.State wanted) {
        try {
            switch (wanted) {
                case UP -> service.up();
                case PAUSED -> service.pause();
                case DOWN -> service.down();
            }
        } catch (IOException e) {
            throw new InvalidInputException(Sentence.of(
                    "service.cannotListen", service.name(), service.address().toString(), e.getMessage()));
        } catch (IllegalStateException e) {
            throw new InvalidInputException(e.getMessage());
        }
    }
}
