package servers.realm;

import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.lang.System.Logger.Level;
import java.util.Set;

/** Asks the server's own users whether a password is right, and tells nothing else of them. Safe for use by several threads. */
public class RealmStore implements IdentityStore {
    private static final System.Logger LOG = System.getLogger(RealmStore.class.getName());

    private final Realm realm;

    /** Whom to ask. */
    @FunctionalInterface
    interface Realm {
        boolean isRight(String user, char[] password) throws ReflectiveOperationException;
    }

    /**
     * Asks the server whose library this is, as a service: no server looks for beans in its own libraries.
     *
     * @throws IllegalStateException if it is none of those that are known
     */
    public RealmStore() {
        this(ServerRealm.ofThisServer());
    }

    RealmStore(Realm realm) {
        this.realm = realm;
    }

    @Override
    public CredentialValidationResult validate(Credential credential) {
        if (!(credential instanceof UsernamePasswordCredential given)) {
            return CredentialValidationResult.NOT_VALIDATED_RESULT;
        }
        try {
            return realm.isRight(given.getCaller(), given.getPassword().getValue())
                    ? new CredentialValidationResult(given.getCaller())
                    : CredentialValidationResult.INVALID_RESULT;
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.WARNING, "the server's users cannot be asked", e);
            return CredentialValidationResult.NOT_VALIDATED_RESULT;
        }
    }

    @Override
    public Set<ValidationType> validationTypes() {
        return Set.of(ValidationType.VALIDATE);
    }
}
