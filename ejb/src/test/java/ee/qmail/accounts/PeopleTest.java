package ee.qmail.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.People.Person;
import ee.qmail.accounts.People.Powers;
import ee.qmail.caller.Caller;
import ee.qmail.caller.NotPermittedException;
import ee.qmail.caller.Role;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Rights;
import ee.qmail.revision.ChangedMeanwhileException;
import ee.qmail.revision.Precondition;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleTest {
    private static final String PASSWORD = "four words make one";
    private static final Powers ALL = new Powers(Role.ADMINISTRATOR, true, List.of());

    @TempDir
    private Path root;

    private TestAccounts t;
    private People people;
    private Administrators administrators;

    @BeforeEach
    void open() {
        t = new TestAccounts(root);
        people = new People(t.entities, new AccountRows(t.entities), TestAccounts.HASHES);
        administrators = new Administrators(t.entities, t.queries, TestAccounts.HASHES);
        t.run(() -> {
            t.accounts.createDomain("example.org");
            t.accounts.createDomain("example.net");
        });
    }

    @AfterEach
    void close() {
        t.close();
    }

    private static Caller manager(String... domains) {
        return new Caller(Role.DOMAIN, "bo", Set.of(domains), "192.0.2.1");
    }

    private Person made(String name, Powers powers) {
        return t.commit(() -> people.create(name, powers, PASSWORD));
    }

    private void as(Caller caller, Runnable work) {
        try (Caller.Scope scope = caller.begin()) {
            t.run(work);
        }
    }

    @Test
    void aDomainAdministratorLogsInWithTheDomainsThatAreGiven() {
        made("Bo", new Powers(Role.DOMAIN, true, List.of("EXAMPLE.org")));
        assertThat(administrators.verify("bo", PASSWORD)).isTrue();
        assertThat(administrators.role("bo")).contains(Role.DOMAIN);
        assertThat(administrators.domainsOf("bo")).containsExactly("example.org");
        assertThat(t.commit(people::all)).extracting(Person::name).containsExactly("bo");
    }

    @Test
    void whoIsSuspendedCannotLogIn() {
        made("admin", ALL);
        Person bo = made("bo", ALL);
        t.run(() ->
                people.change("bo", new Powers(Role.ADMINISTRATOR, false, List.of()), Precondition.seen(bo.version())));
        assertThat(administrators.verify("bo", PASSWORD)).isFalse();
        assertThat(administrators.wasRight("bo", PASSWORD)).isFalse();
        assertThat(administrators.passwordMark("bo")).isEmpty();
        assertThatThrownBy(() -> t.run(() -> people.delete("bo", Precondition.seen(bo.version()))))
                .isInstanceOf(ChangedMeanwhileException.class);
    }

    @Test
    void theLastAdministratorStays() {
        made("admin", ALL);
        made("off", new Powers(Role.ADMINISTRATOR, false, List.of()));
        made("bo", new Powers(Role.DOMAIN, true, List.of()));
        assertThatThrownBy(() -> t.run(() -> people.delete("admin", Precondition.NONE)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("being the only one");
        assertThatThrownBy(() -> t.run(
                        () -> people.change("admin", new Powers(Role.DOMAIN, true, List.of()), Precondition.NONE)))
                .isInstanceOf(InvalidInputException.class);
        made("second", ALL);
        t.run(() -> people.delete("admin", Precondition.NONE));
        assertThat(t.commit(people::all)).extracting(Person::name).containsExactly("bo", "off", "second");
    }

    @Test
    void nobodyRemovesThemselves() {
        made("admin", ALL);
        made("second", ALL);
        Caller admin = new Caller(Role.ADMINISTRATOR, "admin", Set.of(), "192.0.2.1");
        assertThatThrownBy(() -> as(admin, () -> people.delete("Admin", Precondition.NONE)))
                .hasMessageContaining("yourself");
        as(admin, () -> people.delete("second", Precondition.NONE));
    }

    @Test
    void aDomainThatIsMadeAgainIsGivenToNobody() {
        made("bo", new Powers(Role.DOMAIN, true, List.of("example.org", "example.net")));
        t.run(() -> t.accounts.deleteDomain("example.org"));
        t.run(() -> t.accounts.createDomain("example.org"));
        assertThat(administrators.domainsOf("bo")).containsExactly("example.net");
    }

    @Test
    void anAdministratorHasNoDomainsAndADomainMustBeThere() {
        assertThatThrownBy(() -> made("x", new Powers(Role.ADMINISTRATOR, true, List.of("example.org"))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> made("x", new Powers(Role.DOMAIN, true, List.of("nosuch.example"))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> made("x", new Powers(Role.OWNER, true, List.of())))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void qa1ADomainAdministratorSeesAndChangesTheirDomainsOnly() {
        Caller bo = manager("example.org");
        as(bo, () -> {
            assertThat(t.accounts.domains()).extracting(DomainSummary::name).containsExactly("example.org");
            t.accounts.createMailbox("example.org", "ana", "correct horse");
            t.accounts.setEnabled("example.org", "ana", false);
        });
        List<Runnable> refused = List.of(
                () -> t.accounts.domain("example.net"),
                () -> t.accounts.domain("nosuch.example"),
                () -> t.accounts.createDomain("new.example"),
                () -> t.accounts.deleteDomain("example.org"),
                () -> t.accounts.setMostQuota("example.org", 1L),
                () -> t.accounts.mailboxes("example.net"),
                () -> t.accounts.createMailbox("example.net", "ana", "correct horse", null, Rights.ALL),
                () -> t.accounts.createAlias("example.net", "crew", List.of("ana@example.org")),
                () -> t.accounts.aliases("example.net"),
                () -> t.catchAlls.of("example.net"),
                () -> t.mailboxes.renameAlias("example.net", "crew", "team"));
        for (Runnable each : refused) {
            assertThatThrownBy(() -> as(bo, each)).isInstanceOf(NotPermittedException.class);
        }
    }

    @Test
    void anOwnerChangesWhatIsTheirs() {
        t.run(() -> t.accounts.createMailbox("example.org", "ana", "correct horse"));
        t.run(() -> t.accounts.createMailbox("example.org", "bo", "correct horse"));
        Caller ana = new Caller(Role.OWNER, "ana@example.org", Set.of(), "192.0.2.1");
        as(ana, () -> {
            t.accounts.setPassword("example.org", "ana", "battery staple");
            t.mailboxes.setForward("example.org", "ana", List.of("ana@example.com"), true);
            t.accounts.createAppPassword("example.org", "ana", "phone", ee.qmail.directory.AppPassword.Scope.BOTH);
        });
        List<Runnable> refused = List.of(
                () -> t.accounts.setPassword("example.org", "bo", "battery staple"),
                () -> t.accounts.mailbox("example.org", "nobody"),
                () -> t.accounts.setQuota("example.org", "ana", null),
                () -> t.accounts.setRights("example.org", "ana", Rights.ALL),
                () -> t.accounts.setEnabled("example.org", "ana", true),
                () -> t.accounts.deleteMailbox("example.org", "ana"),
                () -> t.mailboxes.renameMailbox("example.org", "ana", "anna", false),
                () -> t.mailboxes.setDisplayName("example.org", "ana", "Ana"),
                () -> t.accounts.mailboxes("example.org"),
                () -> t.accounts.domain("example.org"));
        for (Runnable each : refused) {
            assertThatThrownBy(() -> as(ana, each)).isInstanceOf(NotPermittedException.class);
        }
        assertThatThrownBy(() ->
                        as(ana, () -> t.mailboxes.setForward("example.org", "ana", List.of("jms:queue:orders"), true)))
                .hasMessageContaining("only an administrator");
        assertThat(t.passwords.checkOwner("ana@example.org", "battery staple")).contains("ana@example.org");
        assertThat(t.passwords.checkOwner("ana@example.org", "correct horse")).isEmpty();
    }

    @Test
    void vp9ADomainAdministratorGivesNoMoreThanIsAllowed() {
        t.run(() -> t.accounts.setMostQuota("example.org", 1_000L));
        Caller bo = manager("example.org");
        as(bo, () -> t.accounts.createMailbox("example.org", "ana", "correct horse"));
        assertThat(t.commit(() -> t.accounts.mailbox("example.org", "ana")).getQuota())
                .isEqualTo(1_000L);
        assertThatThrownBy(() -> as(bo, () -> t.accounts.setQuota("example.org", "ana", null)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> as(bo, () -> t.accounts.setQuota("example.org", "ana", 1_001L)))
                .isInstanceOf(InvalidInputException.class);
        as(bo, () -> t.accounts.setQuota("example.org", "ana", 999L));
        t.run(() -> t.accounts.setQuota("example.org", "ana", null));
    }
}
