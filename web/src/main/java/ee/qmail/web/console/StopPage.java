package ee.qmail.web.console;

import ee.qmail.contract.MailService.State;
import ee.qmail.status.ServerStatus;
import ee.qmail.status.ServiceControl;
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
        Messages.done(service + " is stopped.");
        return "index?faces-redirect=true";
    }

    public String getService() {
        return service;
    }

    public String getConsequence() {
        return consequence(service);
    }

    static String consequence(String service) {
        return switch (service) {
            case ServerStatus.SEND ->
                "What is being delivered is brought to its end, and no other delivery begins. Mail is still taken, and"
                        + " waits in the queue.";
            case "pop3d", "pop3s" ->
                "Connections that are open end within a few seconds, and new ones are refused: nobody can fetch mail."
                        + " Mail is still taken and delivered.";
            case "submission", "submissions" ->
                "Connections that are open end within a few seconds, and new ones are refused: users cannot send mail this way."
                        + " Mail of other servers is still taken, and all is delivered.";
            default ->
                "Connections that are open end within a few seconds, and new ones are refused: no mail is taken, and other"
                        + " servers try again later. Messages that are answered with 250 by then are delivered.";
        };
    }
}
