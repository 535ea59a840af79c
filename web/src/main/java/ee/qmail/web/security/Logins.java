package ee.qmail.web.security;

import ee.qmail.accounts.AdministratorStore;
import ee.qmail.accounts.Administrators;
import ee.qmail.checkpassword.AuthFailureLog;
import ee.qmail.control.ControlFiles;
import ee.qmail.guard.LoginGuard;
import ee.qmail.meter.Meter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.CredentialValidationResult.Status;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Checks an administrator's name and password, for the login page and the REST API alike, and keeps the sessions. */
@ApplicationScoped
public class Logins {
    /**
     * @param administrator as stored, or null if refused
     * @param secondsToWait above 0 if there were too many wrong passwords; name and password were not looked at then
     */
    public record Answer(String administrator, long secondsToWait) {
        public boolean accepted() {
            return administrator != null;
        }
    }

    /** Before the name of an administrator, where a mailbox may have the same. */
    private static final String KIND = "administrator ";

    /** In the place of a door. */
    private static final String CONSOLE = "console";

    private static final String ADMINISTRATOR = Logins.class.getName() + ".administrator";
    private static final String MARK = Logins.class.getName() + ".mark";

    private final IdentityStoreHandler stores;
    private final Administrators administrators;
    private final ControlFiles files;
    private final OpenSessions sessions = new OpenSessions();

    /** For the container's proxies. */
    protected Logins() {
        this(null, null, null);
    }

    @Inject
    Logins(IdentityStoreHandler stores, Administrators administrators, ControlFiles files) {
        this.stores = stores;
        this.administrators = administrators;
        this.files = files;
    }

    /**
     * @param request tells the client's address
     * @throws IllegalStateException if the database does not answer; this does not count as a wrong password
     */
    public Answer check(HttpServletRequest request, String name, String password) {
        AtomicReference<String> administrator = new AtomicReference<>();
        String client = client(request);
        LoginGuard.Answer answer = LoginGuard.shared()
                .attempt(
                        client,
                        KIND + name.toLowerCase(Locale.ROOT),
                        () -> administrators.wasRight(name, password),
                        () -> {
                            administrator.set(caller(name, password));
                            return administrator.get() != null;
                        });
        if (administrator.get() != null) {
            Meter.LOGINS.count(CONSOLE, "right");
        } else {
            AuthFailureLog.tell(client, name, CONSOLE, "password", answer.secondsToWait() > 0);
        }
        return new Answer(administrator.get(), answer.secondsToWait());
    }

    /** Tells whether the client is in {@code control/metricsaccess}. */
    boolean mayReadMetrics(HttpServletRequest request) {
        return files.current().metricsaccess().contains(client(request));
    }

    /** Behind a proxy in {@code control/trustedproxies} the one that it tells. */
    private String client(HttpServletRequest request) {
        return files.current()
                .trustedproxies()
                .client(
                        request.getRemoteAddr(),
                        Collections.list(request.getHeaders("X-Forwarded-For")),
                        Collections.list(request.getHeaders("Forwarded")));
    }

    /**
     * A store that knows others than administrators may be beside ours, see {@code control/identitystore}.
     *
     * @return null if name or password is wrong
     */
    private String caller(String name, String password) {
        if (password.isEmpty()) {
            return null; // a store that asks an LDAP server would log in as nobody there, which succeeds
        }
        CredentialValidationResult result = stores.validate(new UsernamePasswordCredential(name, password));
        if (result.getStatus() == Status.NOT_VALIDATED) {
            throw new IllegalStateException("whether the password is right cannot be told now");
        }
        boolean administrator =
                result.getStatus() == Status.VALID && result.getCallerGroups().contains(AdministratorStore.ADMIN);
        return administrator ? result.getCallerPrincipal().getName() : null;
    }

    /** Remembers who logged in, under a new session id, so that an id planted before is worth nothing. */
    void open(HttpServletRequest request, String administrator) {
        request.getSession(true);
        request.changeSessionId();
        HttpSession session = request.getSession();
        session.setAttribute(ADMINISTRATOR, administrator);
        session.setAttribute(MARK, mark(administrator));
        sessions.opened(administrator, session);
    }

    /** Empty for one of another store, whose password is not known here. */
    private String mark(String administrator) {
        return administrators.passwordMark(administrator).orElse("");
    }

    /** @return whose session it is; empty if there is none. It ends here if the password was changed since it was opened */
    Optional<String> administrator(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(ADMINISTRATOR) instanceof String administrator)) {
            return Optional.empty();
        }
        if (mark(administrator).equals(session.getAttribute(MARK))) {
            return Optional.of(administrator);
        }
        session.invalidate();
        return Optional.empty();
    }
}
