package ee.qmail.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.directory.Forward;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.LocalUser.AliasUser;
import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.directory.MailStore.Renaming;
import ee.qmail.directory.Mailbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxChangesTest {
    private static final String DOMAIN = "example.org";

    @TempDir
    private Path mail;

    private TestAccounts t;

    @BeforeEach
    void start() {
        t = new TestAccounts(mail);
        t.run(() -> t.accounts.createDomain(DOMAIN));
        t.run(() -> t.accounts.createMailbox(DOMAIN, "ana", null));
    }

    @AfterEach
    void stop() {
        t.close();
    }

    private void forward(String name, boolean keeps, String... targets) {
        t.run(() -> t.mailboxes.setForward(DOMAIN, name, List.of(targets), keeps));
    }

    private MailboxUser user(String name) {
        return (MailboxUser) t.users.lookup(name, DOMAIN).orElseThrow();
    }

    @Test
    void vp5AMailboxKeepsItsMailAndSendsItOn() {
        t.run(() -> t.accounts.setQuota(DOMAIN, "ana", 5_000L));
        forward("ana", true, "& b@far.example", "jms:queue:orders", "b@far.example");
        assertThat(user("ana").forward()).isEqualTo(new Forward(List.of("b@far.example", "jms:queue:orders"), true));
        assertThat(user("ana").quota()).isEqualTo(5_000);

        forward("ana", false, "b@far.example");
        assertThat(user("ana").forward().keeps()).isFalse();
        assertThat(user("ana").quota())
                .as("nothing is kept that could be too much")
                .isZero();

        forward("ana", false);
        assertThat(user("ana").forward()).isEqualTo(Forward.NONE);
        assertThat(user("ana").quota()).isEqualTo(5_000);
    }

    @Test
    void mailMustNotGoInACircleByMailboxesAliasesAndCatchAlls() {
        t.run(() -> t.accounts.createMailbox(DOMAIN, "bo", null));
        t.run(() -> t.accounts.createAlias(DOMAIN, "team", List.of("ana@example.org")));
        forward("bo", true, "team@example.org");

        assertThatThrownBy(() -> forward("ana", true, "ANA@Example.org"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is the address itself");
        assertThatThrownBy(() -> forward("ana", true, "b@far.example", "bo@example.org"))
                .isInstanceOf(AliasLoopException.class)
                .hasMessageContaining("ana@example.org -> bo@example.org -> team@example.org -> ana@example.org");
        assertThat(user("ana").forward()).isEqualTo(Forward.NONE);

        catchAll("bo@example.org");
        assertThatThrownBy(() -> forward("ana", true, "nobody@example.org"))
                .isInstanceOf(AliasLoopException.class)
                .hasMessageContaining("nobody@example.org -> *@example.org -> bo@example.org");
        assertThatThrownBy(() -> catchAll("nobody@example.org"))
                .isInstanceOf(AliasLoopException.class)
                .hasMessageContaining("*@example.org -> nobody@example.org -> *@example.org");
    }

    private void catchAll(String target) {
        t.run(() -> t.catchAlls.set(DOMAIN, List.of(target), version -> true));
    }

    @Test
    void aRenamedMailboxHasItsMailAndTheNameBeforeMayLeadThere() throws IOException {
        Files.writeString(mail.resolve("example.org/ana/Maildir/new/1.mail"), "text");
        long id = t.commit(() -> t.accounts.mailbox(DOMAIN, "ana")).getVersion().lastIndexOf('.');
        t.changes.clear();

        Mailbox renamed = t.commit(() -> t.mailboxes.renameMailbox(DOMAIN, "ana", "Anna", true));

        assertThat(renamed.getAddress()).isEqualTo("anna@example.org");
        assertThat(renamed.getVersion().lastIndexOf('.')).isEqualTo(id);
        assertThat(user("anna").maildir().resolve("new/1.mail")).hasContent("text");
        assertThat(mail.resolve("example.org/ana")).doesNotExist();
        assertThat(t.users.lookup("ana", DOMAIN))
                .contains(new AliasUser("ana@example.org", List.of("anna@example.org")));
        assertThat(t.changes)
                .extracting(change -> change.action() + " " + change.kind() + " " + change.subject())
                .containsExactly(
                        "CREATED ALIAS ana@example.org",
                        "DELETED MAILBOX ana@example.org",
                        "CREATED MAILBOX anna@example.org");
    }

    @Test
    void aNameThatIsTakenIsRefusedAndNothingMoves() {
        t.run(() -> t.accounts.createMailbox(DOMAIN, "bo", null));
        t.run(() -> t.accounts.createAlias(DOMAIN, "team", List.of("ana@example.org")));
        for (String taken : List.of("bo", "team", "postmaster")) {
            assertThatThrownBy(() -> rename("ana", taken)).isInstanceOf(AlreadyExistsException.class);
        }
        assertThatThrownBy(() -> rename("postmaster", "boss"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must keep its name");
        assertThatThrownBy(() -> t.run(() -> {
                    t.mailboxes.renameMailbox(DOMAIN, "ana", "anna", false);
                    throw new IllegalStateException("commit refused");
                }))
                .hasMessage("commit refused");
        assertThat(mail.resolve("example.org/ana/Maildir/new")).isDirectory();
        assertThat(user("ana")).isNotNull();
    }

    private void rename(String name, String wanted) {
        t.run(() -> t.mailboxes.renameMailbox(DOMAIN, name, wanted, false));
    }

    @Test
    void whatIsLeftUnderTheNewNameIsSetAside() throws IOException {
        Files.createDirectories(mail.resolve("example.org/anna/Maildir/new"));
        Files.writeString(mail.resolve("example.org/anna/Maildir/new/1.mail"), "of another Anna");
        rename("ana", "anna");
        assertThat(mail.resolve("example.org/anna/Maildir/new/1.mail")).doesNotExist();
        assertThat(mail.resolve(".deleted/20261122T120000.000Z-anna@example.org/Maildir/new/1.mail"))
                .hasContent("of another Anna");
    }

    @Test
    void aRenamingThatACrashBrokeOffIsEndedOrTakenBackAsTheDatabaseSays() {
        t.mail.beginRenaming(DOMAIN, "ana", "anna");
        assertThat(mail.resolve("example.org/ana")).doesNotExist();
        settle();
        assertThat(mail.resolve("example.org/ana/Maildir/new")).isDirectory();

        rename("ana", "anna");
        t.mail.beginRenaming(DOMAIN, "anna", "anna2");
        t.run(() -> t.accounts.mailbox(DOMAIN, "anna").setName("anna2"));
        settle();
        assertThat(mail.resolve("example.org/anna2/Maildir/new")).isDirectory();
        assertThat(t.mailboxes.unfinished()).isEmpty();
    }

    private void settle() {
        for (Renaming renaming : t.mailboxes.unfinished()) {
            t.run(() -> t.mailboxes.settle(renaming));
        }
    }

    @Test
    void aRenamedAliasLeadsWhereItDidAndNeverToItself() {
        t.run(() -> t.accounts.createAlias(DOMAIN, "team", List.of("ana@example.org", "crew@example.org")));
        assertThatThrownBy(() -> t.run(() -> t.mailboxes.renameAlias(DOMAIN, "team", "crew")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is the address itself");
        assertThatThrownBy(() -> t.run(() -> t.mailboxes.renameAlias(DOMAIN, "team", "ana")))
                .isInstanceOf(AlreadyExistsException.class);
        t.run(() -> t.mailboxes.renameAlias(DOMAIN, "team", "all"));
        assertThat(t.users.lookup("all", DOMAIN)).isPresent();
        assertThat(t.users.lookup("team", DOMAIN)).isEmpty();
    }

    @Test
    void theNameOfTheOwnerHasNothingUnseenInIt() {
        t.run(() -> t.mailboxes.setDisplayName(DOMAIN, "ana", " Ana Núñez, Ventas "));
        assertThat(t.commit(() -> t.accounts.mailbox(DOMAIN, "ana")).getDisplayName())
                .isEqualTo("Ana Núñez, Ventas");
        for (String wrong : List.of("a\u202Eb", "a\nb", "a\u0000", "a<b", "x".repeat(65))) {
            assertThatThrownBy(() -> t.run(() -> t.mailboxes.setDisplayName(DOMAIN, "ana", wrong)))
                    .as(wrong)
                    .isInstanceOf(InvalidInputException.class);
        }
        t.run(() -> t.mailboxes.setDisplayName(DOMAIN, "ana", " "));
        assertThat(t.commit(() -> t.accounts.mailbox(DOMAIN, "ana")).getDisplayName())
                .isNull();
    }
}
