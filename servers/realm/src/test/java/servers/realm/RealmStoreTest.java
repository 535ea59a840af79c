package servers.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.security.enterprise.credential.CallerOnlyCredential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.CredentialValidationResult.Status;
import jakarta.security.enterprise.identitystore.IdentityStore;
import jakarta.security.enterprise.identitystore.IdentityStore.ValidationType;
import java.util.Arrays;
import java.util.ServiceLoader;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Each real server's users are tried by servers/run. */
class RealmStoreTest {
    private final RealmStore store =
            new RealmStore((user, password) -> user.equals("dora") && Arrays.equals(password, "right".toCharArray()));

    @Test
    void theNameOfWhoeverIsRightIsTold() {
        CredentialValidationResult result = store.validate(new UsernamePasswordCredential("dora", "right"));

        assertThat(result.getStatus()).isEqualTo(Status.VALID);
        assertThat(result.getCallerPrincipal().getName()).isEqualTo("dora");
        assertThat(result.getCallerGroups()).isEmpty();
        assertThat(store.validationTypes()).containsExactly(ValidationType.VALIDATE);
    }

    @Test
    void aWrongPasswordIsInvalidAndTroubleTellsNothing() {
        RealmStore broken = new RealmStore((user, password) -> {
            throw new NoSuchMethodException("planned");
        });

        assertThat(store.validate(new UsernamePasswordCredential("dora", "wrong"))
                        .getStatus())
                .isEqualTo(Status.INVALID);
        assertThat(broken.validate(new UsernamePasswordCredential("dora", "right"))
                        .getStatus())
                .isEqualTo(Status.NOT_VALIDATED);
        assertThat(store.validate(new CallerOnlyCredential("dora")).getStatus()).isEqualTo(Status.NOT_VALIDATED);
    }

    @Test
    void aServerThatIsNotKnownIsRefused() {
        assertThatThrownBy(ServerRealm::ofThisServer)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be Open Liberty, Payara");
    }

    /** One that a security manager throws is none. */
    @Test
    void aRefusalIsToldFromTroubleByTheClassThatTheServerThrows() {
        assertThat(ServerRealm.WILDFLY.isRefusal(new SecurityException("planned")))
                .isTrue();
        assertThat(ServerRealm.WILDFLY.isRefusal(new SecurityException("planned") {
                    private static final long serialVersionUID = 1L;
                }))
                .isFalse();
        assertThat(ServerRealm.GLASSFISH.isRefusal(new SecurityException("planned")))
                .isFalse();
    }

    @Test
    void theStoreIsAServiceOfThisLibrary() {
        assertThat(ServiceLoader.load(IdentityStore.class, RealmStore.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::type)
                        .toList())
                .asInstanceOf(InstanceOfAssertFactories.list(Class.class))
                .containsExactly(RealmStore.class);
    }
}
