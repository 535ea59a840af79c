package ee.qmail.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallerTest {
    private static final Caller MANAGER = new Caller(Role.DOMAIN, "bo", Set.of("example.org"), "192.0.2.1");
    private static final Caller OWNER = new Caller(Role.OWNER, "ana@example.org", Set.of(), "192.0.2.1");
    private static final Caller NOBODY = new Caller(Role.NOBODY, "", Set.of(), "192.0.2.1");

    @Test
    void aThreadWithoutACallerIsTheServers() {
        assertThat(Caller.current()).isEqualTo(Caller.SYSTEM);
        assertThatNoException().isThrownBy(Caller.current()::mustBeAdministrator);
    }

    @Test
    void aCallerIsOneOfTheThreadAndOfTheScopeOnly() {
        try (Caller.Scope outer = MANAGER.begin()) {
            try (Caller.Scope inner = OWNER.begin()) {
                assertThat(Caller.current()).isEqualTo(OWNER);
                assertThat(CompletableFuture.supplyAsync(Caller::current).join())
                        .isEqualTo(Caller.SYSTEM);
            }
            assertThat(Caller.current()).isEqualTo(MANAGER);
        }
        assertThat(Caller.current()).isEqualTo(Caller.SYSTEM);
    }

    @Test
    void aDomainAdministratorManagesWhatIsGivenAndNothingElse() {
        assertThatNoException().isThrownBy(() -> MANAGER.mustManage("example.org"));
        assertThatNoException().isThrownBy(() -> MANAGER.mustOwn("example.org", "ana"));
        refused(() -> MANAGER.mustManage("example.net"));
        refused(() -> MANAGER.mustManage("sub.example.org"));
        refused(() -> MANAGER.mustOwn("example.net", "ana"));
        refused(MANAGER::mustBeAdministrator);
        assertThat(MANAGER.onlyDomains()).containsExactly("example.org");
    }

    @Test
    void anOwnerHasOneMailbox() {
        assertThatNoException().isThrownBy(() -> OWNER.mustOwn("example.org", "ana"));
        refused(() -> OWNER.mustOwn("example.org", "bo"));
        refused(() -> OWNER.mustManage("example.org"));
        refused(OWNER::mustBeAdministrator);
        assertThat(OWNER.onlyDomains()).isEmpty();
    }

    @Test
    void whoeverHasNotLoggedInHasNothing() {
        refused(() -> NOBODY.mustOwn("", ""));
        refused(() -> NOBODY.mustManage("example.org"));
        refused(NOBODY::mustBeAdministrator);
    }

    private static void refused(Runnable check) {
        assertThatThrownBy(check::run).isInstanceOf(NotPermittedException.class);
    }
}
