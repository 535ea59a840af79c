package ee.qmail.web.console;

import ee.qmail.web.language.Texts;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;

/** The remarks of the login page after a refusal, and the way out. */
@Named
@RequestScoped
public class LoginPage {
    @Inject
    private Texts texts;

    /** Tells whether the page is shown after a refusal. */
    public boolean isWrong() {
        return secondsToWait() != null;
    }

    /** Tells whether there was a session, which the server knows no more. */
    public boolean isEnded() {
        return !isWrong() && parameter("ended") != null;
    }

    public String getMessage() {
        return "0".equals(secondsToWait())
                ? texts.of("login.wrong")
                : texts.of("common.wait", Integer.parseInt(secondsToWait()));
    }

    public void logout() throws IOException {
        ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
        external.invalidateSession();
        external.redirect(external.getRequestContextPath() + "/console/login.xhtml");
    }

    private static String secondsToWait() {
        String wait = parameter("wait");
        return wait != null && wait.matches("[0-9]{1,4}") ? wait : null;
    }

    private static String parameter(String name) {
        return FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .get(name);
    }
}
