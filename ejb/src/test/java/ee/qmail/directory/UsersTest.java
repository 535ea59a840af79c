package ee.qmail.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.AccountRows;
import ee.qmail.accounts.Accounts;
import ee.qmail.accounts.TestAccounts;
import ee.qmail.lspawn.Assignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {
    @TempDir
    Path mail;

    private TestAccounts t;

    @BeforeEach
    void start() {
        t = new TestAccounts(mail);
        t.run(() -> t.accounts.createDomain("example.org"));
    }

    @AfterEach
    void stop() {
        t.close();
    }

    @Test
    void impossibleNamesAreUnknownWithoutAskingTheDatabase() {
        assertThat(t.users.lookup("a\0b", "example.org")).isEmpty();
        assertThat(t.users.lookup("x".repeat(65), "example.org")).isEmpty();
        assertThat(t.users.lookup("ana", "x".repeat(100_000))).isEmpty();
        assertThat(t.users.isServed("exa\0mple.org")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo..bar",
                "foo.",
                ".foo",
                "a b",
                "j\u00fcrgen",
                "a/b",
                "../ana",
                "a%b",
                "a@b",
                "a:b",
                "srs0=hash=tt=far.example=a-name-that-together-is-longer-than-the-sixty-four-octets",
            })
    void vp4WhateverAnAddressCanBeIsTakenByACatchAll(String name) throws IOException {
        assertThat(t.users.lookup(name, "example.org")).isEmpty();
        Files.createFile(mail.resolve("example.org/.qmail-default"));
        t.users.changed();
        assertThat(t.users.lookup(name, "example.org"))
                .contains(new LocalUser.DotQmailUser(
                        name + "@example.org", new Assignment("example.org", mail.resolve("example.org"), "-", name)));
        assertThat(t.users.lookup(name, "other.example")).isEmpty();
    }

    @Test
    void vp4AListsReturnAddressesAreTakenByTheirOwnDefault() throws IOException {
        Files.createFile(mail.resolve("example.org/.qmail-list-return-default"));
        String verp = "list-return-17-somebody.with.a.long.name=a-rather-long-domain-name.far.example";
        assertThat(t.users.lookup(verp, "example.org")).isPresent();
        assertThat(t.users.lookup("other-" + verp, "example.org")).isEmpty();
    }

    @Test
    void aChangeByAnotherNodeIsSeenWithinFiveSeconds() {
        assertThat(t.users.lookup("ana", "example.org")).isEmpty();
        Users otherNode = new Users(t.queries, t.mail, t.nanoTime::get);
        Accounts there = new Accounts(
                new AccountRows(t.entities),
                otherNode,
                t.mail,
                null,
                TestAccounts.HASHES,
                t,
                change -> {},
                TestAccounts.CLOCK);
        t.commit(() -> there.createMailbox("example.org", "ana", null));

        t.nanoTime.addAndGet(Duration.ofSeconds(5).toNanos() - 1);
        assertThat(t.users.lookup("ana", "example.org")).isEmpty();
        t.nanoTime.addAndGet(1);
        assertThat(t.users.lookup("ana", "example.org")).isPresent();
    }

    @Test
    void recentlyReadUsersAreKnownWithoutTheDatabase() {
        MailUsers memory = t.users.inMemory();
        assertThatThrownBy(() -> memory.lookup("ana", "example.org"))
                .isInstanceOf(MailUsers.NotInMemoryException.class)
                .hasMessageContaining("example.org");

        assertThat(t.users.lookup("ana", "example.org")).isEmpty();
        assertThat(memory.isServed("example.org")).isTrue();
        assertThat(memory.lookup("ana", "example.org")).isEmpty();

        t.run(() -> t.accounts.createMailbox("example.org", "ana", null));
        assertThatThrownBy(() -> memory.lookup("ana", "example.org"))
                .isInstanceOf(MailUsers.NotInMemoryException.class);
    }

    @Test
    void abuseWithoutAMailboxIsThePostmasterUnderItsOwnAddress() {
        LocalUser abuse = t.users.lookup("Abuse", "example.org").orElseThrow();

        assertThat(abuse)
                .isEqualTo(t.users
                        .lookup("postmaster", "example.org")
                        .orElseThrow()
                        .as("abuse@example.org"))
                .extracting(LocalUser::address)
                .isEqualTo("abuse@example.org");
    }

    @Test
    void aDisabledMailboxStillGetsMail() {
        t.run(() -> t.accounts.createMailbox("example.org", "ana", null));
        t.run(() -> t.accounts.setEnabled("example.org", "ana", false));

        assertThat(t.users.lookup("ana", "example.org")).isPresent();
    }
}
