package ee.qmail.web.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.CredentialValidationResult.Status;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;

/** Checks an administrator's name and password, for the login page and for the REST API alike. */
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

    private final IdentityStoreHandler stores;
    private final LoginThrottle throttle;

    /** For the container's proxies. */
    protected Logins() {
        this(null, null);
    }

    @Inject
    Logins(IdentityStoreHandler stores, LoginThrottle throttle) {
        this.stores = stores;
        this.throttle = throttle;
    }

    /** @param address of the client */
    public Answer check(String address, String name, String password) {
        long wait = throttle.secondsToWait(address, name);
        if (wait > 0) {
            return new Answer(null, wait);
        }
        CredentialValidationResult result = stores.validate(new UsernamePasswordCredential(name, password));
        if (result.getStatus() != Status.VALID) {
            throttle.failed(address, name);
            return new Answer(null, 0);
        }
        throttle.succeeded(address, name);
        return new Answer(result.getCallerPrincipal().getName(), 0);
    }
}
