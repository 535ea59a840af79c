package ee.qmail.web.console;

import ee.qmail.accounts.People;
import ee.qmail.accounts.People.Person;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;

/** Administrators and domain administrators. */
@Named
@RequestScoped
public class PeoplePage {
    private static final Map<String, String> FIELDS =
            Map.of("password", "create:typed", "domains", "create:domains", "role", "create:role");

    @Inject
    private People people;

    private List<Person> all = List.of();
    private String name = "";
    private final PowersForm powers = new PowersForm();
    private final PasswordField password = new PasswordField();

    @PostConstruct
    void load() {
        all = people.all();
    }

    public String create() {
        if (!password.requireValid("create:typed")) {
            return null;
        }
        String wanted = name.strip();
        String chosen = password.take();
        if (!Change.tried(FIELDS, "create:name", () -> people.create(wanted, powers.wanted(), chosen))) {
            return null;
        }
        password.done("people.created", wanted, chosen);
        return Pages.open(Pages.path("people"));
    }

    /** The address of the page of somebody. */
    public String linkTo(String person) {
        return Pages.address(Pages.path("person"), Map.of("name", person));
    }

    public List<Person> getAll() {
        return all;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public PowersForm getPowers() {
        return powers;
    }

    public PasswordField getPassword() {
        return password;
    }
}
