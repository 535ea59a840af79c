package ee.qmail.web.security;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.Administrators;
import ee.qmail.caller.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

/** A new password of whoever has logged in: taken only together with the old one, which cannot be guessed here either. */
@ApplicationScoped
public class PasswordChange {
    private final Logins logins;
    private final Administrators administrators;
    private final Accounts accounts;

    /** For the container's proxies. */
    protected PasswordChange() {
        this(null, null, null);
    }

    @Inject
    PasswordChange(Logins logins, Administrators administrators, Accounts accounts) {
        this.logins = logins;
        this.administrators = administrators;
        this.accounts = accounts;
    }

    /**
     * Ends all sessions of this administrator, or of the owner of this mailbox.
     *
     * @param request tells the client's address
     * @return refused if the current password is wrong or was wrong too often
     * @throws ee.qmail.directory.InvalidInputException for a new password that cannot be
     */
    public Logins.Answer make(HttpServletRequest request, String name, String current, String password) {
        Logins.Answer answer = logins.check(request, name, current);
        if (answer.accepted()) {
            set(answer, password);
        }
        return answer;
    }

    private void set(Logins.Answer person, String password) {
        if (person.role() == Role.OWNER) {
            int at = person.name().lastIndexOf('@');
            accounts.setPassword(person.name().substring(at + 1), person.name().substring(0, at), password);
        } else {
            administrators.setPassword(person.name(), password);
        }
    }

    /** The same, but this session goes on, under a new id. */
    public Logins.Answer make(HttpServletRequest request, String current, String password) {
        Logins.Answer answer = make(request, request.getUserPrincipal().getName(), current, password);
        if (answer.accepted()) {
            logins.open(request, answer, logins.marks(answer.name()));
        }
        return answer;
    }
}
