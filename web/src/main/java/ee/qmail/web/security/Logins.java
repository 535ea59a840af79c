package ee.qmail.web.security;

import ee.qmail.accounts.Administrators;
import ee.qmail.audit.AuditTrail;
import ee.qmail.audit.Deed;
import ee.qmail.audit.Done;
import ee.qmail.caller.Caller;
import ee.qmail.caller.Role;
import ee.qmail.checkpassword.AuthFailureLog;
import ee.qmail.checkpassword.Passwords;
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
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Checks names and passwords, for the login page and the REST API alike, and keeps the sessions: of administrators, and, for names with an at sign that are none of theirs, of the
 * owners of mailboxes.
 */
@ApplicationScoped
public class Logins {
    /**
     * @param name as stored, or null if refused
     * @param role null if refused
     * @param secondsToWait above 0 if there were too many wrong passwords; name and password were not looked at then
     */
    public record Answer(String name, Role role, long secondsToWait) {
        public boolean accepted() {
            return name != null;
        }
    }

    /** What a session has of the password with which it was opened, read before that was looked at: it ends where the password is another one then. */
    record Marks(String administrator, String owner) {
        private String of(Role role) {
            return role == Role.OWNER ? owner : administrator;
        }
    }

    /** Whoever has logged in. */
    record Person(String name, Role role) {}

    /** Before the name of an administrator, where a mailbox may have the same. */
    private static final String KIND = "administrator ";

    /** In the place of a door. */
    private static final String CONSOLE = "console";

    private static final String PERSON = Logins.class.getName() + ".person";
    private static final String ROLE = Logins.class.getName() + ".role";
    /** In the place of a mark: there is nobody to whom it belongs. */
    private static final String GONE = "gone";

    private static final String MARK = Logins.class.getName() + ".mark";

    private final IdentityStoreHandler stores;
    private final Administrators administrators;
    private final Passwords passwords;
    private final ControlFiles files;
    private final AuditTrail audit;
    private final OpenSessions sessions = new OpenSessions();

    /** For the container's proxies. */
    protected Logins() {
        this(null, null, null, null, null);
    }

    @Inject
    Logins(
            IdentityStoreHandler stores,
            Administrators administrators,
            Passwords passwords,
            ControlFiles files,
            AuditTrail audit) {
        this.stores = stores;
        this.administrators = administrators;
        this.passwords = passwords;
        this.files = files;
        this.audit = audit;
    }

    /**
     * @param request tells the client's address
     * @throws IllegalStateException if the database does not answer; this does not count as a wrong password
     */
    public Answer check(HttpServletRequest request, String name, String password) {
        AtomicReference<Person> person = new AtomicReference<>();
        String client = client(request);
        LoginGuard.Answer answer = LoginGuard.shared()
                .attempt(client, guardedName(name), () -> wasRight(name, password), () -> {
                    person.set(person(name, password));
                    return person.get() != null;
                });
        Person found = person.get();
        if (found != null) {
            Meter.LOGINS.count(CONSOLE, "right");
        } else {
            AuthFailureLog.tell(client, name, CONSOLE, "password", answer.secondsToWait() > 0);
        }
        return found == null
                ? new Answer(null, null, answer.secondsToWait())
                : new Answer(found.name(), found.role(), 0);
    }

    /** Guesses at a mailbox count with those at the doors of mail. */
    private String guardedName(String name) {
        try {
            return isAddress(name) ? passwords.guardedName(name) : KIND + name.toLowerCase(Locale.ROOT);
        } catch (RuntimeException e) {
            throw new IllegalStateException("whether there is such a mailbox cannot be told now", e);
        }
    }

    private boolean wasRight(String name, String password) {
        return isAddress(name) ? passwords.wasOwners(name, password) : administrators.wasRight(name, password);
    }

    private static boolean isAddress(String name) {
        return name.indexOf('@') > 0;
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

    /** Who asks: as the container knows them, with the domains that are theirs at this moment. */
    Caller callerOf(HttpServletRequest request) {
        String client = client(request);
        Role role = Stream.of(Role.ADMINISTRATOR, Role.DOMAIN, Role.OWNER)
                .filter(each -> request.getUserPrincipal() != null && request.isUserInRole(each.group()))
                .findFirst()
                .orElse(Role.NOBODY);
        if (role == Role.NOBODY) {
            return new Caller(role, "", Set.of(), client);
        }
        String name = request.getUserPrincipal().getName();
        Set<String> domains = role == Role.DOMAIN ? administrators.domainsOf(name) : Set.of();
        return new Caller(role, name, domains, client);
    }

    /**
     * A store that knows others than administrators may be beside ours, see {@code control/identitystore}.
     *
     * @return null if name or password is wrong
     */
    private Person person(String name, String password) {
        if (password.isEmpty()) {
            return null; // a store that asks an LDAP server would log in as nobody there, which succeeds
        }
        Person administrator = administrator(name, password);
        if (administrator != null || !isAddress(name)) {
            return administrator;
        }
        return passwords
                .checkOwner(name, password)
                .map(address -> new Person(address, Role.OWNER))
                .orElse(null);
    }

    private Person administrator(String name, String password) {
        CredentialValidationResult result = stores.validate(new UsernamePasswordCredential(name, password));
        if (result.getStatus() == Status.NOT_VALIDATED) {
            throw new IllegalStateException("whether the password is right cannot be told now");
        }
        if (result.getStatus() != Status.VALID) {
            return null;
        }
        return Stream.of(Role.ADMINISTRATOR, Role.DOMAIN)
                .filter(role -> result.getCallerGroups().contains(role.group()))
                .findFirst()
                .map(role -> new Person(result.getCallerPrincipal().getName(), role))
                .orElse(null);
    }

    /** To be asked before {@link #check}, for {@link #open}. */
    Marks marks(String name) {
        return new Marks(
                mark(new Person(name, Role.ADMINISTRATOR)),
                isAddress(name) ? mark(new Person(name, Role.OWNER)) : GONE);
    }

    /** Remembers who logged in, under a new session id, so that an id planted before is worth nothing. */
    void open(HttpServletRequest request, Answer answer, Marks before) {
        request.getSession(true);
        request.changeSessionId();
        HttpSession session = request.getSession();
        session.setAttribute(PERSON, answer.name());
        session.setAttribute(ROLE, answer.role());
        session.setAttribute(MARK, before.of(answer.role()));
        sessions.opened(answer.role().group() + " " + answer.name(), session);
    }

    /** In the audit trail. */
    void tell(HttpServletRequest request, Answer answer) {
        String name = answer.name();
        String domain = answer.role() == Role.OWNER ? name.substring(name.lastIndexOf('@') + 1) : "";
        audit.add(new Caller(answer.role(), name, Set.of(), client(request)), new Done(Deed.LOGIN, "", domain, ""));
    }

    /** Empty for one of another store, whose password is not known here. */
    private String mark(Person person) {
        return person.role() == Role.OWNER
                ? passwords.ownerMark(person.name()).orElse(GONE)
                : administrators.passwordMark(person.name()).orElse("");
    }

    /** @return whose session it is; empty if there is none. It ends here if the password was changed since it was opened, or its owner is gone or suspended */
    Optional<Person> person(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null
                || !(session.getAttribute(PERSON) instanceof String name)
                || !(session.getAttribute(ROLE) instanceof Role role)) {
            return Optional.empty();
        }
        String mark = mark(new Person(name, role));
        if (mark.equals(session.getAttribute(MARK)) && !mark.equals(GONE)) {
            return Optional.of(new Person(name, roleNow(name, role)));
        }
        session.invalidate();
        return Optional.empty();
    }

    /** What an administrator may do may have been changed since. */
    private Role roleNow(String name, Role role) {
        return role == Role.OWNER ? role : administrators.role(name).orElse(role);
    }
}
