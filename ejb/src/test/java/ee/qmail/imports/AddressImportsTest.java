package ee.qmail.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.accounts.NotFoundException;
import ee.qmail.accounts.TestAccounts;
import ee.qmail.bulk.BulkRun;
import ee.qmail.contract.Door;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.imports.AddressImport.Wish;
import ee.qmail.time.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressImportsTest {
    private static final String DOMAIN = "example.org";
    private static final String CRYPTED = "$1$abcdefgh$irWbblnpmw.5z7wgBnprh0";

    @TempDir
    Path mail;

    private final List<String> transactions = new ArrayList<>();
    private final SettableClock clock = new SettableClock(TestAccounts.CLOCK.instant());
    private TestAccounts t;
    private AddressImports imports;
    private Runnable beforeTransaction = () -> {};

    @BeforeEach
    void start() {
        t = new TestAccounts(mail);
        t.run(() -> t.accounts.createDomain(DOMAIN));
        RowChanges changes = new RowChanges(t.accounts, t.mailboxes) {
            @Override
            public void make(String domain, List<Prepared> some) {
                beforeTransaction.run();
                t.run(() -> super.make(domain, some));
                transactions.add(some.toString());
            }
        };
        imports = new AddressImports(t.accounts, new ImportWork(t.accounts, changes, TestAccounts.HASHES));
        imports.executor = Runnable::run;
        imports.clock = clock;
    }

    @AfterEach
    void stop() {
        t.close();
    }

    private AddressImport begin(boolean isDry, Existing existing, boolean generates, String table) {
        try {
            return imports.begin(
                    new Wish(DOMAIN, isDry, existing, generates),
                    new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)),
                    "admin");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String told(AddressImport run) {
        return run.outcomes().stream()
                .map(each -> each.line() + " " + each.verdict().word()
                        + each.problems().stream().map(problem -> " " + problem).collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aTableOfMailboxesAndAliasesIsMade() {
        AddressImport run = begin(false, Existing.FAULT, false, """
                Name;Display name;Password;Quota;Forwards;Keep;Alias targets;hash
                ana@EXAMPLE.org;Ana Núñez;correct horse;50M;;;;
                bo;;;none;"ana@example.org
                cy@example.net";no;;
                crew;;;;;;"ana@example.org, bo@example.org";
                dan;;;;;;;%s
                """.formatted(CRYPTED));
        assertThat(told(run)).isEqualTo("2 created\n3 created\n5 created\n6 created");
        assertThat(run.state()).isEqualTo(BulkRun.State.DONE);
        assertThat(t.accounts.mailbox(DOMAIN, "ana").getDisplayName()).isEqualTo("Ana Núñez");
        assertThat(t.accounts.mailbox(DOMAIN, "ana").getQuota()).isEqualTo(52_428_800);
        assertThat(t.accounts.mailbox(DOMAIN, "bo").getForward().targets())
                .containsExactly("ana@example.org", "cy@example.net");
        assertThat(t.accounts.mailbox(DOMAIN, "bo").getForward().keeps()).isFalse();
        assertThat(t.accounts.alias(DOMAIN, "crew").getTargets()).hasSize(2);
        assertThat(t.accounts.mailbox(DOMAIN, "dan").isLoginAllowed()).isTrue();
        assertThat(t.passwords.checkPassword(Door.POP3, "ana@example.org", "correct horse"))
                .isPresent();
    }

    @Test
    void aLookTellsEachFaultWithItsLineAndMakesNothing() {
        t.run(() -> t.accounts.createAlias(DOMAIN, "info", List.of("ana@example.org")));
        AddressImport run = begin(true, Existing.FAULT, false, """
                address,password,quota,forward,keep,targets,hash,owner
                a b,,,,,,,
                eve@example.net,,,,,,,
                short,short,,,,,,
                many,,lots,,,,,
                zero,,0C,,,,,
                fwd,,,nowhere,,,,
                keep,,,,perhaps,,,
                both,long enough,,,,,abc,
                hash,,,,,,abc,
                mixed,long enough,,,,ana@example.org,,
                ana,,,,,,,
                ANA,,,,,,,
                postmaster,,1G,,,,,
                info,,,,,,,
                one,,,,,two@example.org,,
                two,,,,,one@example.org,,
                *,,,,,ana@example.org,,
                owner,,,,,,,<x>
                more,,,,,,,,,
                """);
        assertThat(told(run).lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("2 fault mailbox 'a b': must be"),
                        line -> assertThat(line).startsWith("3 fault address 'eve@example.net': must be one of"),
                        line -> assertThat(line).startsWith("4 fault password: must be 8 to 128"),
                        line -> assertThat(line).startsWith("5 fault quota 'lots': must be a size"),
                        line -> assertThat(line).startsWith("6 fault quota '0C': must be a size"),
                        line -> assertThat(line).startsWith("7 fault").contains("nowhere"),
                        line -> assertThat(line).startsWith("8 fault keep 'perhaps': must be yes or no"),
                        line -> assertThat(line).startsWith("9 fault password, hash: must not be given both"),
                        line -> assertThat(line).startsWith("10 fault passwordHash: must be one that crypt makes"),
                        line -> assertThat(line).startsWith("11 fault column password: must be empty"),
                        line -> assertThat(line).isEqualTo("12 created"),
                        line -> assertThat(line).startsWith("13 fault 'ana': is in line 12 already"),
                        line -> assertThat(line).startsWith("14 fault mailbox 'postmaster@example.org': exists"),
                        line -> assertThat(line).startsWith("15 fault 'info@example.org': exists already as alias"),
                        line -> assertThat(line).isEqualTo("16 created"),
                        line -> assertThat(line).startsWith("17 fault").contains("circle"),
                        line -> assertThat(line).startsWith("18 fault alias '*': is no catch-all"),
                        line -> assertThat(line).startsWith("19 fault name '<x>'"),
                        line -> assertThat(line).startsWith("20 fault has 10 cells; must have at most 8"));
        assertThat(t.accounts.mailboxes(DOMAIN)).hasSize(1);
        assertThat(transactions).isEmpty();
        assertThat(run.progress().count(Verdict.FAULT)).isEqualTo(17);
        assertThat(run.faults(3)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SKIP   | 2 unchanged;3 skipped;4 skipped;5 unchanged",
                "CHANGE | 2 unchanged;3 changed;4 changed;5 unchanged"
            })
    void whatIsThereIsLeftOrChangedAsIsWished(Existing existing, String told) {
        t.run(() -> t.accounts.createMailbox(DOMAIN, "ana", "correct horse"));
        t.run(() -> t.accounts.createMailbox(DOMAIN, "bo", "correct horse"));
        t.run(() -> t.accounts.createAlias(DOMAIN, "one", List.of("ana@example.org")));
        t.run(() -> t.accounts.createAlias(DOMAIN, "two", List.of("ana@example.org")));
        AddressImport run = begin(false, existing, true, """
                address,quota,targets
                ana,none,
                bo,5000,
                one,,bo@example.org
                two,,ana@example.org
                """);
        assertThat(told(run).replace('\n', ';')).isEqualTo(told);
        assertThat(t.accounts.mailbox(DOMAIN, "bo").getQuota()).isEqualTo(existing == Existing.CHANGE ? 5_000L : null);
        assertThat(run.progress().passwords()).isZero();
        assertThat(t.passwords.checkPassword(Door.POP3, "bo@example.org", "correct horse"))
                .isPresent();
    }

    @Test
    void aPasswordThatIsTheSameIsNoChange() {
        t.run(() -> t.accounts.createMailbox(DOMAIN, "ana", "correct horse"));
        t.run(() -> t.accounts.createMailbox(DOMAIN, "bo", "correct horse"));
        String table = "address,password\nana,correct horse\nbo,battery staple\n";
        assertThat(told(begin(true, Existing.CHANGE, false, table))).isEqualTo("2 changed\n3 changed");
        assertThat(told(begin(false, Existing.CHANGE, false, table))).isEqualTo("2 unchanged\n3 changed");
        assertThat(t.passwords.checkPassword(Door.POP3, "bo@example.org", "battery staple"))
                .isPresent();
    }

    @Test
    void passwordsAreMadeWhereNoneIsGivenAndToldOnce() {
        AddressImport run = begin(false, Existing.SKIP, true, "address,password\nana,\nbo,battery staple\n");
        assertThat(run.progress().passwords()).isEqualTo(1);
        assertThat(run + run.outcomes().toString() + run.faults(9)).doesNotContain("battery");
        List<Outcome> told = run.takeOutcomes();
        assertThat(told.get(1).password()).isEmpty();
        assertThat(t.passwords.checkPassword(
                        Door.POP3, "ana@example.org", told.get(0).password()))
                .isPresent();
        assertThat(run.takeOutcomes()).extracting(Outcome::password).containsOnly("");
        assertThat(told.toString()).doesNotContain(told.get(0).password());
    }

    private static String many(int count) {
        return "address,targets\n"
                + IntStream.range(0, count)
                        .mapToObj(i -> "a" + i + ",x@example.net\n")
                        .collect(Collectors.joining());
    }

    @Test
    void afterAStopOnlyTheRestIsDone() {
        AddressImport look = begin(true, Existing.FAULT, false, many(35));
        beforeTransaction = () -> {
            if (transactions.size() == 1) {
                imports.stop();
            }
        };
        AddressImport first = imports.goOn(look.id(), "admin");
        assertThat(first.state()).isEqualTo(BulkRun.State.STOPPED);
        assertThat(first.progress().done()).isEqualTo(20);
        assertThat(first.progress().rest()).isEqualTo(15);
        assertThat(t.accounts.aliases(DOMAIN)).hasSize(20);
        assertThatThrownBy(() -> imports.goOn(look.id(), "admin")).isInstanceOf(NotFoundException.class);

        beforeTransaction = () -> {};
        AddressImport second = imports.goOn(first.id(), "admin");
        assertThat(second.state()).isEqualTo(BulkRun.State.DONE);
        assertThat(second.progress().rows()).isEqualTo(35);
        assertThat(second.progress().count(Verdict.CREATED)).isEqualTo(35);
        assertThat(transactions).hasSize(4);
        assertThat(t.accounts.aliases(DOMAIN)).hasSize(35);
    }

    @Test
    void whatSomebodyElseWasQuickerWithIsAFaultAndNoOtherLineIsLost() {
        beforeTransaction = () -> {
            beforeTransaction = () -> {};
            t.run(() -> t.accounts.createAlias(DOMAIN, "a3", List.of("y@example.net")));
        };
        AddressImport run = begin(false, Existing.SKIP, false, many(12));
        assertThat(run.progress().count(Verdict.CREATED)).isEqualTo(11);
        assertThat(run.faults(9)).extracting(Outcome::line).containsExactly(5L);
        assertThat(t.accounts.aliases(DOMAIN)).hasSize(12);
    }

    @Test
    void oneIsUnderWayAtATimeAndAfterAnHourNothingOfItIsKept() {
        List<Runnable> later = new ArrayList<>();
        imports.executor = later::add;
        AddressImport run = begin(true, Existing.SKIP, false, many(2));
        assertThatThrownBy(() -> begin(true, Existing.SKIP, false, many(2)))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("another import is under way");
        later.get(0).run();
        clock.set(clock.instant().plus(Duration.ofMinutes(61)));
        assertThatThrownBy(() -> imports.goOn(run.id(), "admin"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("has nothing to do");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|has no lines",
                "`address,pasword\\na,b`|column 'pasword': must be one of address, password, hash, quota, owner, forward, keep, targets; the nearest one is password",
                "`address,Name\\na,b`|column 'Name': is there twice",
                "`password\\na`|has neither a column address nor a column name",
                "`address\\n`|has no lines below",
                "`address\\n\"a`|line 2: has a quote that is not closed"
            })
    void whatIsNoTableOfAddressesIsRefused(String table, String fault) {
        assertThatThrownBy(() -> begin(true, Existing.SKIP, false, table.replace("\\n", "\n")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(fault);
    }

    @Test
    void aTableOfAnUnknownDomainIsRefused() {
        assertThatThrownBy(() -> imports.begin(
                        new Wish("example.net", true, Existing.SKIP, false),
                        new ByteArrayInputStream(new byte[0]),
                        "admin"))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aHashOfThisServerIsTakenAgain() {
        Accounts.Secrets secrets = t.accounts.secrets("ana@example.org", "correct horse");
        begin(false, Existing.SKIP, false, "address,hash\nana," + secrets.hash() + "\n");
        assertThat(t.passwords.checkPassword(Door.POP3, "ana@example.org", "correct horse"))
                .isPresent();
    }
}
