package ee.qmail.web.console;

import ee.qmail.contract.MailService.State;
import ee.qmail.status.ServerStatus;
import ee.qmail.status.ServiceControl;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;

/** Asks before a service is stopped, on a page of its own: nothing refreshes it, and it needs no script. */
@Named
@RequestScoped
public class StopPage {
    @Inject
    private ServiceControl control;

    @Inject
    private Texts texts;

    private String service;

    @PostConstruct
    void find() {
        service = Requests.parameter("service");
    }

    public void load() throws IOException {
        if (!control.states(service).contains(State.DOWN)) {
            Requests.notFound("no such service");
        }
    }

    public String stop() {
        if (!Change.tried(null, () -> control.turn(service, State.DOWN.word()))) {
            return null;
        }
        Messages.halted("stop.done", service);
        return "index?faces-redirect=true";
    }

    public String getService() {
        return service;
    }

    public String getConsequence() {
        return texts.of(consequence(service));
    }

    /** The key of its text. */
    static String consequence(String service) {
        return switch (service) {
            case ServerStatus.SEND -> "stop.send";
            case "pop3d", "pop3s" -> "stop.pop3";
            case "submission", "submissions" -> "stop.submission";
            default -> "stop.other";
        };
    }
}
