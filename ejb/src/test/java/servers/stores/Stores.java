package servers.stores;

import jakarta.security.enterprise.credential.CallerOnlyCredential;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;

/** Stores of an administrator, by names that are not this server's. */
public final class Stores {
    private Stores() {}

    /** For any credential. */
    public static final class One implements IdentityStore {
        @Override
        public CredentialValidationResult validate(Credential credential) {
            return CredentialValidationResult.INVALID_RESULT;
        }
    }

    /** For passwords alone, as the specification has it. */
    public static final class Two implements IdentityStore {
        /** Found by the interface's own method. */
        public CredentialValidationResult validate(UsernamePasswordCredential credential) {
            return CredentialValidationResult.INVALID_RESULT;
        }
    }

    /** For no passwords. */
    public static final class Other implements IdentityStore {
        /** Found by the interface's own method. */
        public CredentialValidationResult validate(CallerOnlyCredential credential) {
            return CredentialValidationResult.INVALID_RESULT;
        }
    }

    /** Has no directory to ask. */
    public static final class Broken implements IdentityStore {
        /** As one whose settings are wrong. */
        public Broken() {
            throw new IllegalStateException("planned");
        }

        @Override
        public CredentialValidationResult validate(Credential credential) {
            return CredentialValidationResult.INVALID_RESULT;
        }
    }
}
