package ee.qmail.web.console;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.web.security.Logins;
import ee.qmail.web.security.PasswordChange;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;

/** The administrator's own password. */
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
            Messages.error(CURRENT, "Type the password that you logged in with.");
            return null;
        }
        if (!chosen.equals(repeated)) {
            Messages.error("change:repeated", "The two new passwords differ; type the same one twice.");
            return null;
        }
        if (!tryChange()) {
            return null;
        }
        Messages.done("Your password is changed. Your sessions in other browsers have ended.");
        return "index?faces-redirect=true";
    }

    private boolean tryChange() {
        try {
            Logins.Answer answer = change.make(request(), current, chosen);
            if (!answer.accepted()) {
                Messages.error(CURRENT, refusal(answer.secondsToWait()));
            }
            return answer.accepted();
        } catch (InvalidInputException e) {
            Messages.error(CHOSEN, e.getMessage());
            return false;
        }
    }

    private static String refusal(long secondsToWait) {
        return secondsToWait > 0
                ? "Too many wrong passwords. Try again in " + secondsToWait + " seconds."
                : "This is not your current password. Nothing was changed.";
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
