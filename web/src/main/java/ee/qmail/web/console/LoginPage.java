package ee.qmail.web.console;

import ee.qmail.web.security.ConsoleAuthentication;
import ee.qmail.web.security.Logins;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Logs an administrator in and out. */
@Named
@RequestScoped
public class LoginPage {
    private static final String START = "/console/index.xhtml";

    @Inject
    private Logins logins;

    private String name = "";
    private String password = "";
    private String next = "";

    public void login() throws IOException {
        ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
        HttpServletRequest request = (HttpServletRequest) external.getRequest();
        Logins.Answer answer = logins.check(request.getRemoteAddr(), name.strip(), password);
        if (answer.accepted()) {
            ConsoleAuthentication.open(request, answer.administrator());
            external.redirect(external.getRequestContextPath() + (isOwnPage(next) ? next : START));
            return;
        }
        Messages.error(
                null,
                answer.secondsToWait() > 0
                        ? "Too many wrong passwords. Try again in " + answer.secondsToWait() + " seconds."
                        : "Name or password is wrong.");
    }

    public void logout() throws IOException {
        ExternalContext external = FacesContext.getCurrentInstance().getExternalContext();
        external.invalidateSession();
        external.redirect(external.getRequestContextPath() + "/console/login.xhtml");
    }

    /** Never to another site. */
    static boolean isOwnPage(String path) {
        return path != null && path.matches("/console/[a-z]+\\.xhtml(\\?[A-Za-z0-9=&%.+_~*-]*)?");
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    public String getNext() {
        return next;
    }

    public void setNext(String next) {
        this.next = next;
    }
}
