package ee.qmail.web.security;

import ee.qmail.accounts.Administrators;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

/** An administrator's new password: taken only together with the old one, which cannot be guessed here either. */
@ApplicationScoped
public class PasswordChange {
    private final Logins logins;
    private final Administrators administrators;

    /** For the container's proxies. */
    protected PasswordChange() {
        this(null, null);
    }

    @Inject
    PasswordChange(Logins logins, Administrators administrators) {
        this.logins = logins;
        this.administrators = administrators;
    }

    /**
     * Ends all sessions of this administrator.
     *
     * @param request tells the client's address
     * @return refused if the current password is wrong or was wrong too often
     * @throws ee.qmail.directory.InvalidInputException for a new password that cannot be
     */
    public Logins.Answer make(HttpServletRequest request, String name, String current, String password) {
        Logins.Answer answer = logins.check(request, name, current);
        if (answer.accepted()) {
            administrators.setPassword(answer.administrator(), password);
        }
        return answer;
    }

    /** The same, but this session goes on, under a new id. */
    public Logins.Answer make(HttpServletRequest request, String current, String password) {
        Logins.Answer answer = make(request, request.getUserPrincipal().getName(), current, password);
        if (answer.accepted()) {
            logins.open(request, answer.administrator());
        }
        return answer;
    }
}
