package ee.qmail.web.console;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.web.security.Logins;
import ee.qmail.web.security.PasswordChange;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;

/** The own password of whoever has logged in. */
@Named
@RequestScoped
public class PasswordPage {
    private static final String CURRENT = "change:current";
    private static final String CHOSEN = "change:chosen";

    @Inject
    private PasswordChange change;

    private String current = "";
    private String chosen = "";
    private String repeated = "";

    public String change() {
        if (current.isEmpty()) {
            Messages.error(CURRENT, "password.missing");
            return null;
        }
        if (!chosen.equals(repeated)) {
            Messages.error("change:repeated", "password.differ");
            return null;
        }
        if (!tryChange()) {
            return null;
        }
        Messages.done("password.changed");
        return Pages.open(Pages.home());
    }

    private boolean tryChange() {
        try {
            Logins.Answer answer = change.make(request(), current, chosen);
            if (!answer.accepted()) {
                refused(answer.secondsToWait());
            }
            return answer.accepted();
        } catch (InvalidInputException e) {
            e.problems().forEach(problem -> Messages.error(CHOSEN, problem));
            return false;
        }
    }

    private static void refused(long secondsToWait) {
        if (secondsToWait > 0) {
            Messages.error(CURRENT, "common.wait", secondsToWait);
        } else {
            Messages.error(CURRENT, "password.wrong");
        }
    }

    private static HttpServletRequest request() {
        return (HttpServletRequest)
                FacesContext.getCurrentInstance().getExternalContext().getRequest();
    }

    public String getCurrent() {
        return current;
    }

    public void setCurrent(String current) {
        this.current = current;
    }

    public String getChosen() {
        return chosen;
    }

    public void setChosen(String chosen) {
        this.chosen = chosen;
    }

    public String getRepeated() {
        return repeated;
    }

    public void setRepeated(String repeated) {
        this.repeated = repeated;
    }
}
