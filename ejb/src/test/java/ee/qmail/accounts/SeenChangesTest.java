package ee.qmail.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.directory.Rights;
import ee.qmail.revision.ChangedMeanwhileException;
import ee.qmail.revision.Precondition;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeenChangesTest {
    private static final String DOMAIN = "example.org";

    @TempDir
    Path mail;

    private TestAccounts t;
    private SeenChanges changes;

    @BeforeEach
    void start() {
        t = new TestAccounts(mail);
        changes = new SeenChanges(new AccountRows(t.entities));
        t.run(() -> t.accounts.createDomain(DOMAIN));
    }

    @AfterEach
    void stop() {
        t.close();
    }

    private String mailbox() {
        t.entities.clear();
        return t.commit(() -> t.accounts.mailbox(DOMAIN, "ana").getVersion());
    }

    private String alias() {
        t.entities.clear();
        return t.commit(() -> t.accounts.alias(DOMAIN, "all").getVersion());
    }

    private String domain() {
        return t.commit(() -> t.accounts.domain(DOMAIN).version());
    }

    @Test
    void aMailboxIsChangedInTheVersionThatWasSeenAndEachChangeMakesAnother() {
        t.run(() -> t.accounts.createMailbox(DOMAIN, "ana", "secret words"));
        String first = mailbox();
        t.run(() -> changes.ofMailbox(
                DOMAIN, "Ana", Precondition.seen(first), () -> t.accounts.setQuota(DOMAIN, "ana", 5_000L)));
        String second = mailbox();
        assertThat(second).isNotEqualTo(first);
        assertThatThrownBy(() -> t.run(() -> changes.ofMailbox(
                        DOMAIN, "ana", Precondition.seen(first), () -> t.accounts.deleteMailbox(DOMAIN, "ana"))))
                .isInstanceOf(ChangedMeanwhileException.class)
                .hasMessageStartingWith("mailbox 'ana@example.org': has been changed");
        assertThat(mailbox()).isEqualTo(second);
        t.run(() -> t.accounts.setRights(DOMAIN, "ana", new Rights(true, true, false)));
        String third = mailbox();
        t.run(() -> t.accounts.setPassword(DOMAIN, "ana", "another one"));
        t.run(() -> t.accounts.setEnabled(DOMAIN, "ana", false));
        assertThat(List.of(first, second, third)).doesNotHaveDuplicates().doesNotContain(mailbox());
        assertThat(t.commit(() -> t.accounts.mailbox(DOMAIN, "ana").getQuota())).isEqualTo(5_000L);
    }

    @Test
    void anAliasIsChangedInTheVersionThatWasSeen() {
        t.run(() -> t.accounts.createAlias(DOMAIN, "all", List.of("a@far.example")));
        String first = alias();
        t.run(() -> t.accounts.setTargets(DOMAIN, "all", List.of("b@far.example")));
        assertThatThrownBy(() -> t.run(() -> changes.ofAlias(
                        DOMAIN,
                        "all",
                        Precondition.seen(first),
                        () -> t.accounts.setTargets(DOMAIN, "all", List.of("c@far.example")))))
                .isInstanceOf(ChangedMeanwhileException.class);
        String second = alias();
        t.run(() -> changes.ofAlias(
                DOMAIN,
                "all",
                Precondition.seen(second),
                () -> t.accounts.setTargets(DOMAIN, "all", List.of("d@far.example"))));
        t.entities.clear();
        assertThat(t.commit(() -> t.accounts.alias(DOMAIN, "all").getTargets())).containsExactly("d@far.example");
    }

    /** An entry that is deleted and made again is another one. */
    @Test
    void aDomainIsDeletedWithWhatWasSeenInItAndNothingElse() {
        t.run(() -> t.accounts.createMailbox(DOMAIN, "ana", null));
        String seen = domain();
        t.run(() -> t.accounts.deleteMailbox(DOMAIN, "ana"));
        t.run(() -> t.accounts.createMailbox(DOMAIN, "ana", null));
        assertThatThrownBy(() -> t.run(
                        () -> changes.ofDomain(DOMAIN, Precondition.seen(seen), () -> t.accounts.deleteDomain(DOMAIN))))
                .isInstanceOf(ChangedMeanwhileException.class);
        String now = domain();
        t.run(() -> changes.ofDomain(DOMAIN, Precondition.seen(now), () -> t.accounts.deleteDomain(DOMAIN)));
        assertThat(t.commit(() -> t.accounts.domains())).isEmpty();
    }
}
