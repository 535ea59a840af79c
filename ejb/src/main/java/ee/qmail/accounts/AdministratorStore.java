package ee.qmail.accounts;

import ee.qmail.directory.Names;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Lets Jakarta Security ask {@link Administrators}. Every failure is a refusal. */
@ApplicationScoped
public class AdministratorStore implements IdentityStore {
    private static final Logger LOG = Logger.getLogger(AdministratorStore.class.getName());

    private final Administrators administrators;

    /** For the container's proxies. */
    protected AdministratorStore() {
        this(null);
    }

    @Inject
    AdministratorStore(Administrators administrators) {
        this.administrators = administrators;
    }

    @Override
    public CredentialValidationResult validate(Credential credential) {
        if (!(credential instanceof UsernamePasswordCredential login)) {
            return CredentialValidationResult.NOT_VALIDATED_RESULT;
        }
        try {
            boolean right = administrators.verify(login.getCaller(), login.getPasswordAsString());
            return right
                    ? new CredentialValidationResult(Names.lower(login.getCaller()), groups(login.getCaller()))
                    : CredentialValidationResult.INVALID_RESULT;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "log-in refused: the administrator's password could not be checked", e);
            return CredentialValidationResult.NOT_VALIDATED_RESULT;
        }
    }

    /** None for somebody who is suspended in this moment. */
    private Set<String> groups(String name) {
        return administrators.role(name).map(role -> Set.of(role.group())).orElse(Set.of());
    }
}
