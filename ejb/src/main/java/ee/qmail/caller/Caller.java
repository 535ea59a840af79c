package ee.qmail.caller;

import java.util.Set;

/**
 * Who asks in this thread, and what they may do. A request of the web has a caller from its first filter to its end; a thread without one is the server's own, which
 * costs a look at a thread-local and nothing else. Work that a request hands to another thread is checked before that.
 *
 * <p>Safe for use by several threads.
 *
 * @param name as they have logged in; empty without a log-in. Of an owner, the address as it is stored
 * @param domains as stored; of a domain administrator alone
 * @param client numeric address from which the request comes; empty for the server
 */
public record Caller(Role role, String name, Set<String> domains, String client) {
    public static final Caller SYSTEM = new Caller(Role.SYSTEM, "", Set.of(), "");

    private static final ThreadLocal<Caller> CURRENT = new ThreadLocal<>();

    /** Ends what {@link #begin} has begun. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** The one of this thread. */
    public static Caller current() {
        Caller caller = CURRENT.get();
        return caller == null ? SYSTEM : caller;
    }

    /** Makes this the caller of this thread, until the scope is closed in it. */
    public Scope begin() {
        Caller before = CURRENT.get();
        CURRENT.set(this);
        return () -> {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        };
    }

    /** Tells whether everything is open. */
    public boolean isAdministrator() {
        return role == Role.ADMINISTRATOR || role == Role.SYSTEM;
    }

    /** @param domain as stored */
    public boolean isManagerOf(String domain) {
        return isAdministrator() || role == Role.DOMAIN && domains.contains(domain);
    }

    /** @throws NotPermittedException unless {@link #isAdministrator} */
    public void mustBeAdministrator() {
        require(isAdministrator());
    }

    /**
     * Before anything is looked up: whoever may not look learns nothing, not even that there is no such domain.
     *
     * @throws NotPermittedException unless {@link #isManagerOf}
     */
    public void mustManage(String domain) {
        require(isManagerOf(domain));
    }

    /**
     * The same for what the owner of a mailbox may do, too.
     *
     * @param domain as stored
     * @param name of the mailbox, as stored
     */
    public void mustOwn(String domain, String name) {
        require(isManagerOf(domain) || role == Role.OWNER && this.name.equals(name + "@" + domain));
    }

    /** The domains to which a list is narrowed; null for all. */
    public Set<String> onlyDomains() {
        return isAdministrator() ? null : domains;
    }

    private static void require(boolean isPermitted) {
        if (!isPermitted) {
            throw new NotPermittedException();
        }
    }
}
