package ee.qmail.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.Door;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.LocalUser.AliasUser;
import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.directory.Mailbox;
import ee.qmail.text.Sentence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {
    @TempDir
    Path mail;

    private TestAccounts t;

    @BeforeEach
    void start() {
        t = new TestAccounts(mail);
    }

    @AfterEach
    void stop() {
        t.close();
    }

    @Test
    void aNewDomainIsServedRoutedAndHasAPostmaster() {
        assertThat(t.users.isServed("example.org")).isFalse();

        DomainSummary created = t.commit(() -> t.accounts.createDomain("Example.ORG"));

        assertThat(created.name()).isEqualTo("example.org");
        assertThat(created.mailboxes()).isEqualTo(1);
        assertThat(t.routed).containsExactly("example.org");
        assertThat(t.users.isServed("EXAMPLE.org")).isTrue();
        assertThat(t.users.lookup("Postmaster", "example.ORG"))
                .contains(new MailboxUser("postmaster@example.org", mail.resolve("example.org/postmaster/Maildir"), 0));
        assertThat(t.users.lookup("abuse", "example.org"))
                .contains(new MailboxUser("abuse@example.org", mail.resolve("example.org/postmaster/Maildir"), 0));
        assertThat(mail.resolve("example.org/postmaster/Maildir/new")).isDirectory();
    }

    @Test
    void vp6AMailboxMayHaveAQuota() {
        t.run(() -> t.accounts.createDomain("example.org"));
        t.run(() -> t.accounts.createMailbox("example.org", "ana", "secret words"));
        t.run(() -> t.accounts.setQuota("example.org", "ana", 5_000L));
        assertThat(t.users.lookup("ana", "example.org"))
                .contains(new MailboxUser("ana@example.org", mail.resolve("example.org/ana/Maildir"), 5_000));
        t.run(() -> t.accounts.setQuota("example.org", "ana", null));
        assertThat(t.users.lookup("ana", "example.org"))
                .contains(new MailboxUser("ana@example.org", mail.resolve("example.org/ana/Maildir"), 0));
        assertThatThrownBy(() -> t.run(() -> t.accounts.setQuota("example.org", "ana", 0L)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("quota '0'");
    }

    @Test
    void vp10ChangesAreToldWhenTheyAreCommitted() {
        t.run(() -> t.accounts.createDomain("example.org"));
        t.run(() -> t.accounts.createAlias("example.org", "all", List.of("ana@example.org")));
        t.run(() -> t.accounts.setPassword("example.org", "postmaster", "secret words"));
        t.controlFilesFail = new UncheckedIOException(new IOException("disk full"));
        assertThatThrownBy(() -> t.run(() -> t.accounts.deleteDomain("example.org")))
                .isInstanceOf(UncheckedIOException.class);
        t.controlFilesFail = null;
        t.run(() -> t.accounts.deleteAlias("example.org", "all"));
        t.run(() -> t.accounts.deleteDomain("example.org"));
        assertThat(t.changes)
                .extracting(change -> change.action() + " " + change.kind() + " " + change.subject())
                .containsExactly(
                        "CREATED DOMAIN example.org",
                        "CREATED MAILBOX postmaster@example.org",
                        "CREATED ALIAS all@example.org",
                        "CHANGED MAILBOX postmaster@example.org",
                        "DELETED ALIAS all@example.org",
                        "DELETED DOMAIN example.org");
    }

    @Test
    void aDomainWhoseControlFilesCannotBeWrittenIsNotCreated() {
        t.controlFilesFail = new UncheckedIOException(new IOException("disk full"));

        assertThatThrownBy(() -> t.commit(() -> t.accounts.createDomain("example.org")))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(t.commit(t.accounts::domains)).isEmpty();
        assertThat(t.users.isServed("example.org")).isFalse();
    }

    @Test
    void aRollbackAfterTheControlFilesWereWrittenTakesThemBack() {
        assertThatThrownBy(() -> t.run(() -> {
                    t.accounts.createDomain("example.org");
                    throw new IllegalStateException("commit refused");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(t.routed).isEmpty();
    }

    @Test
    void ensureDomainMayBeRepeatedAndRepairsTheControlFiles() {
        t.run(() -> t.accounts.ensureDomain("example.org"));
        t.routed.clear();

        t.run(() -> t.accounts.ensureDomain("example.org"));

        assertThat(t.routed).containsExactly("example.org");
        assertThat(t.commit(t.accounts::domains)).hasSize(1);
    }

    @Test
    void aDeletedDomainTakesEverythingWithItButItsMailIsSetAside() throws IOException {
        domainWithAna();
        t.run(() -> t.accounts.createAlias("example.org", "orders", List.of("jms:queue:orders")));
        Files.writeString(mail.resolve("example.org/ana/Maildir/new/1.mail"), "text");

        t.run(() -> t.accounts.deleteDomain("example.org"));

        assertThat(t.commit(t.accounts::domains)).isEmpty();
        assertThat(t.routed).isEmpty();
        assertThat(t.users.lookup("ana", "example.org")).isEmpty();
        assertThat(mail.resolve("example.org")).doesNotExist();
        assertThat(mail.resolve(".deleted/20261122T120000.000Z-example.org/ana/Maildir/new/1.mail"))
                .hasContent("text");
    }

    @Test
    void aDeletedMailboxIsUnknownAtOnceAndItsMailIsSetAside() throws IOException {
        domainWithAna();
        assertThat(t.users.lookup("ana", "example.org")).isPresent();
        Files.writeString(mail.resolve("example.org/ana/Maildir/new/1.mail"), "text");

        t.run(() -> t.accounts.deleteMailbox("example.org", "Ana"));

        assertThat(t.users.lookup("ana", "example.org")).isEmpty();
        assertThat(mail.resolve("example.org/ana")).doesNotExist();
        assertThat(mail.resolve(".deleted/20261122T120000.000Z-ana@example.org/Maildir/new/1.mail"))
                .hasContent("text");
    }

    @Test
    void aNewMailboxDoesNotInheritMailThatLiesThere() throws IOException {
        Path earlier = Files.createDirectories(mail.resolve("example.org/ana/Maildir/cur"));
        Files.writeString(earlier.resolve("1.mail:2,S"), "somebody else's");

        domainWithAna();

        assertThat(mail.resolve("example.org/ana/Maildir/cur")).isEmptyDirectory();
        assertThat(mail.resolve(".deleted/20261122T120000.000Z-ana@example.org/Maildir/cur/1.mail:2,S"))
                .exists();
    }

    @Test
    void thePostmasterStaysAndCanBeRedirected() {
        domainWithAna();
        assertThatThrownBy(() -> t.run(() -> t.accounts.deleteMailbox("example.org", "postmaster")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("postmaster@example.org");

        t.run(() -> t.accounts.createAlias("example.org", "postmaster", List.of("ana@example.org")));

        assertThat(t.users.lookup("abuse", "example.org"))
                .contains(new AliasUser("abuse@example.org", List.of("ana@example.org")));
    }

    @Test
    void namesAreUniqueAcrossMailboxesAndAliases() {
        domainWithAna();
        t.run(() -> t.accounts.createAlias("example.org", "orders", List.of("ana@example.org")));

        assertThatThrownBy(() -> t.commit(() -> t.accounts.createMailbox("example.org", "ANA", "correct horse")))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("ana@example.org");
        assertThatThrownBy(() -> t.commit(() -> t.accounts.createMailbox("example.org", "orders", "correct horse")))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> t.commit(() -> t.accounts.createAlias("example.org", "ana", List.of("b@c.de"))))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> t.commit(() -> t.accounts.createDomain("EXAMPLE.org")))
                .isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void aNameThatAnotherTransactionInsertedFirstExistsAlready() {
        domainWithAna();
        AccountRows rows = new AccountRows(t.entities);

        assertThatThrownBy(() -> t.run(() -> rows.insert(
                        new Mailbox(
                                rows.domain("example.org").orElseThrow(), "ana", null, TestAccounts.CLOCK.instant()),
                        Sentence.of("account.mailboxExists", "ana"))))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessage("mailbox 'ana': exists already");
    }

    @Test
    void namesTheFieldOfAWrongInput() {
        t.run(() -> t.accounts.createDomain("fields.example"));
        assertField(
                "targets", 2, () -> t.accounts.createAlias("fields.example", "a", List.of("x", "ok@y.example", "z")));
        assertField("name", 1, () -> t.accounts.createAlias("fields.example", "a b", List.of("x@y.example")));
        for (String wrong : List.of("", "7 signs", "Fields.Example", "first.last@fields.example", "first.last")) {
            assertField("password", 1, () -> t.accounts.createMailbox("fields.example", "first.last", wrong));
        }
        assertField("password", 1, () -> t.accounts.setPassword("fields.example", "postmaster", "PostMaster"));
        assertField("quota", 1, () -> t.accounts.setQuota("fields.example", "postmaster", 0L));
    }

    private void assertField(String field, int problems, Runnable change) {
        assertThatThrownBy(() -> t.run(change)).isInstanceOfSatisfying(InvalidInputException.class, wrong -> {
            assertThat(wrong.field()).contains(field);
            assertThat(wrong.problems())
                    .hasSize(problems)
                    .extracting(Sentence::toString)
                    .isEqualTo(wrong.getMessage().lines().toList());
        });
    }

    @Test
    void targetsKeepTheirOrder() {
        domainWithAna();
        List<String> targets = List.of("z@example.org", "jms:topic:news", "a@example.org");
        t.run(() -> t.accounts.createAlias("example.org", "List", targets));

        assertThat(t.users.lookup("list", "example.org")).contains(new AliasUser("list@example.org", targets));
        assertThat(t.commit(() -> t.accounts.aliases("example.org")).get(0).getTargets())
                .isEqualTo(targets);

        t.run(() -> t.accounts.deleteAlias("example.org", "list"));
        assertThat(t.users.lookup("list", "example.org")).isEmpty();
    }

    @Test
    void targetsAreReplacedAtOnce() {
        domainWithAna();
        t.run(() -> t.accounts.createAlias("example.org", "list", List.of("a@b.c", "ana@example.org", "d@e.f")));
        assertThat(t.users.lookup("list", "example.org")).isPresent();

        List<String> targets =
                List.of("d@e.f", "jms:queue:orders", "jms:topic:news?form=parsed", "jms:queue:x?form=raw");
        t.run(() -> t.accounts.setTargets(
                "example.org",
                "LIST",
                List.of(" d@e.f", "jms:queue:orders", "d@e.f", "jms:topic:news?form=parsed", "jms:queue:x?form=raw")));
        assertThat(t.users.lookup("list", "example.org")).contains(new AliasUser("list@example.org", targets));
        assertThat(t.commit(() -> t.accounts.alias("example.org", "list")).getTargets())
                .isEqualTo(targets);
    }

    @Test
    void eachBadTargetIsNamedAndNothingIsChanged() {
        domainWithAna();
        t.run(() -> t.accounts.createAlias("example.org", "list", List.of("a@b.c")));
        List<String> targets = List.of("x@y.z", "ana", "jms:orders", "jms:queue:x?form=xml", "List@Example.org");
        assertThatThrownBy(() -> t.commit(() -> t.accounts.setTargets("example.org", "list", targets)))
                .isInstanceOf(InvalidInputException.class)
                .message()
                .satisfies(message -> assertThat(message.lines())
                        .satisfiesExactly(
                                line -> assertThat(line).startsWith("target 'ana': must be an address"),
                                line -> assertThat(line).startsWith("target 'jms:orders': must be jms:queue:NAME"),
                                line -> assertThat(line)
                                        .isEqualTo("target 'jms:queue:x?form=xml': behind the NAME must stand nothing,"
                                                + " ?form=raw or ?form=parsed"),
                                line -> assertThat(line)
                                        .startsWith("target 'List@Example.org': is the address itself")));
        assertThatThrownBy(() -> t.commit(() -> t.accounts.setTargets("example.org", "list", null)))
                .hasMessageStartingWith("targets: must be");
        assertThatThrownBy(() -> t.commit(() -> t.accounts.setTargets("example.org", "other", targets)))
                .isInstanceOf(NotFoundException.class);
        assertThat(t.commit(() -> t.accounts.alias("example.org", "list")).getTargets())
                .containsExactly("a@b.c");
    }

    @Test
    void namesAMissingDomainOrMailbox() {
        assertThatThrownBy(() -> t.commit(() -> t.accounts.mailboxes("nowhere.example")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("nowhere.example");
        domainWithAna();
        assertThatThrownBy(() -> t.commit(() -> t.accounts.mailbox("example.org", "bob")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("bob@example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a b", ".a", "a.", "a..b", "a@b", "ä", "a\0", "a%b", "a:b"})
    void vp7ANameThatCannotBeADirectoryOrLocalPartIsRefused(String name) {
        domainWithAna();
        assertThatThrownBy(() -> t.commit(() -> t.accounts.createMailbox("example.org", name, "x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "-a.org", "a_b.org", "ü%.example", "[127.0.0.1]", "a.org..", "a/b", "a\n"})
    void vp7AStringThatIsNoDomainIsRefused(String name) {
        assertThatThrownBy(() -> t.commit(() -> t.accounts.createDomain(name)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("example.org");
    }

    @Test
    void rfc5890ADomainIsKeptInOneSpelling() {
        t.run(() -> t.accounts.createDomain("B\u00fccher.example."));
        assertThat(t.routed).containsExactly("xn--bcher-kva.example");
        assertThatThrownBy(() -> t.commit(() -> t.accounts.createDomain("XN--BCHER-KVA.example")))
                .isInstanceOf(AlreadyExistsException.class);
        t.run(() -> t.accounts.createMailbox("b\u00fccher.example", "ana", "correct horse"));
        t.run(() -> t.accounts.createAlias("B\u00dcCHER.example", "info", List.of("Ana@b\u00fccher.example")));

        assertThat(t.commit(() -> t.accounts.domain("b\u00fccher.example")).name())
                .isEqualTo("xn--bcher-kva.example");
        assertThat(t.commit(() -> t.accounts.mailbox("b\u00fccher.example", "ana"))
                        .getAddress())
                .isEqualTo("ana@xn--bcher-kva.example");
        assertThat(t.users.lookup("ana", "b\u00fccher.example"))
                .isEqualTo(t.users.lookup("ana", "xn--bcher-kva.example"))
                .isPresent();
        assertThat(t.users.lookup("info", "B\u00dcCHER.example"))
                .contains(new AliasUser("info@xn--bcher-kva.example", List.of("Ana@xn--bcher-kva.example")));
        assertThat(t.passwords.checkPassword(Door.POP3, "ana@b\u00fccher.example", "correct horse"))
                .isEqualTo(t.passwords.checkPassword(Door.POP3, "ana@xn--bcher-kva.example", "correct horse"))
                .isPresent();
        assertThat(t.passwords.checkPassword(Door.POP3, "ana%B\u00fccher.example", "correct horse"))
                .isPresent();
        t.run(() -> t.accounts.deleteDomain("b\u00fccher.example"));
        assertThat(t.routed).isEmpty();
    }

    @Test
    void theSharpSIsALetterOfItsOwn() {
        t.run(() -> t.accounts.createDomain("strasse.example"));
        assertThat(t.users.isServed("stra\u00dfe.example")).isFalse();
        t.run(() -> t.accounts.createDomain("stra\u00dfe.example"));
        assertThat(t.users.isServed("xn--strae-oqa.example")).isTrue();
    }

    @Test
    void noLetterOfAnotherScriptBecomesAnAsciiOne() {
        domainWithAna();
        t.run(() -> t.accounts.createMailbox("example.org", "kim", "correct horse"));
        assertThat(t.users.lookup("KIM", "example.org")).isPresent();
        assertThat(t.users.lookup("\u212aim", "example.org")).isEmpty();
        assertThat(t.passwords.checkPassword(Door.POP3, "\u212aim@example.org", "correct horse"))
                .isEmpty();
    }

    @Test
    void thePrefixOfVpopmailIsNotPartOfATarget() {
        domainWithAna();
        t.run(() -> t.accounts.createAlias("example.org", "info", List.of("&ana@example.org", "&jms:queue:q")));
        assertThat(t.users.lookup("info", "example.org"))
                .contains(new AliasUser("info@example.org", List.of("ana@example.org", "jms:queue:q")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "default", "Default"})
    void aNameThatIsACatchAllElsewhereIsNoNewAlias(String name) {
        domainWithAna();
        assertThatThrownBy(() -> t.commit(() -> t.accounts.createAlias("example.org", name, List.of("a@b.c"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("as its catch-all");
    }

    @Test
    void aliasesThatLeadInACircleAreRefusedWithTheWayRound() {
        domainWithAna();
        t.run(() -> t.accounts.createDomain("b\u00fccher.example"));
        t.run(() -> t.accounts.createAlias("example.org", "a", List.of("ana@example.org", "B@b\u00fccher.example")));
        t.run(() -> t.accounts.createAlias("b\u00fccher.example", "b", List.of("x@far.example", "c@example.org")));
        assertThatThrownBy(() -> t.commit(
                        () -> t.accounts.createAlias("example.org", "c", List.of("ana@example.org", "A@example.org"))))
                .isInstanceOf(AliasLoopException.class)
                .hasMessageContaining("c@example.org -> a@example.org -> b@xn--bcher-kva.example -> c@example.org");
        t.run(() -> t.accounts.createAlias("example.org", "c", List.of("ana@example.org")));
        assertThatThrownBy(() -> t.commit(() -> t.accounts.setTargets("example.org", "c", List.of("a@example.org"))))
                .isInstanceOf(AliasLoopException.class);
        assertThatThrownBy(() -> t.commit(
                        () -> t.accounts.createAlias("example.org", "postmaster", List.of("abuse@example.org"))))
                .isInstanceOf(AliasLoopException.class)
                .hasMessageContaining("postmaster@example.org -> abuse@example.org -> postmaster@example.org");
        t.run(() -> t.accounts.createMailbox("example.org", "abuse", null));
        t.run(() -> t.accounts.createAlias("example.org", "postmaster", List.of("abuse@example.org")));
    }

    @Test
    void manyAliasesThatMeetAreNoCircle() {
        domainWithAna();
        List<String> last = List.of("ana@example.org");
        for (int i = 0; i < 20; i++) {
            List<String> targets = last;
            String name = "l" + i;
            t.run(() -> t.accounts.createAlias("example.org", name + "a", targets));
            t.run(() -> t.accounts.createAlias("example.org", name + "b", targets));
            last = List.of(name + "a@example.org", name + "b@example.org");
        }
        List<String> first = last;
        t.run(() -> t.accounts.createAlias("example.org", "all", first));
        assertThat(t.users.lookup("all", "example.org")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ana",
                "@example.org",
                "ana@",
                "a b@c.de",
                "a\nb@c.de",
                "a@b..c",
                "jms:queue:",
                "jms:queue:qmail.local",
                "|rm"
            })
    void aTargetThatLeadsNowhereIsRefused(String target) {
        domainWithAna();
        assertThatThrownBy(() -> t.commit(() -> t.accounts.createAlias("example.org", "x", List.of(target))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be");
    }

    private void domainWithAna() {
        t.run(() -> {
            t.accounts.createDomain("example.org");
            t.accounts.createMailbox("example.org", "ana", null);
        });
    }
}
