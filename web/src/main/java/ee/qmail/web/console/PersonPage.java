package ee.qmail.web.console;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.People;
import ee.qmail.accounts.People.Person;
import ee.qmail.caller.Caller;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.revision.Precondition;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.Map;

/** One administrator or domain administrator: what they may do, their password, their end. */
@Named
@RequestScoped
public class PersonPage {
    private static final Map<String, String> FIELDS = Map.of("domains", "powers:domains", "role", "powers:role");

    @Inject
    private People people;

    private Person person;
    private final PowersForm powers = new PowersForm();
    private final PasswordField password = new PasswordField();
    private String confirmation = "";

    @PostConstruct
    void find() {
        try {
            person = people.person(Requests.parameter("name"));
            powers.show(person.powers());
        } catch (NotFoundException | InvalidInputException e) {
            person = null; // load() answers 404
        }
    }

    public void load() throws IOException {
        if (person == null) {
            Requests.notFound("no such administrator");
        }
    }

    /** The version that the form was shown with. */
    private static Precondition seen() {
        return Precondition.seen(Requests.parameter("version"));
    }

    public String save() {
        if (!Change.tried(FIELDS, "powers:role", () -> people.change(person.name(), powers.wanted(), seen()))) {
            return null;
        }
        Messages.done("person.saved", person.name());
        return Pages.open(Pages.path("people"));
    }

    public String setNewPassword() {
        if (!password.requireValid("password:typed")) {
            return null;
        }
        String chosen = password.take();
        if (!Change.tried("password:typed", () -> people.setPassword(person.name(), chosen, seen()))) {
            return null;
        }
        password.done("person.password.done", person.name(), chosen);
        return Pages.open(Pages.path("people"));
    }

    public String remove() {
        if (!person.name().equalsIgnoreCase(confirmation.strip())) {
            Messages.error("remove:confirmation", "common.notConfirmed", person.name());
            return null;
        }
        if (!Change.tried("remove:confirmation", () -> people.delete(person.name(), seen()))) {
            return null;
        }
        Messages.done("person.removed", person.name());
        return Pages.open(Pages.path("people"));
    }

    /** Tells whether it is whoever looks at the page: they keep their rights, and change their password with the one that holds. */
    public boolean isMyself() {
        return person != null && person.name().equals(Caller.current().name());
    }

    public Person getPerson() {
        return person;
    }

    public PowersForm getPowers() {
        return powers;
    }

    public PasswordField getPassword() {
        return password;
    }

    public String getConfirmation() {
        return confirmation;
    }

    public void setConfirmation(String confirmation) {
        this.confirmation = confirmation;
    }
}
