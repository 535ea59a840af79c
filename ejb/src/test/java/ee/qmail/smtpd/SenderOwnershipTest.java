package ee.qmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.LocalUser.AliasUser;
import ee.qmail.directory.LocalUser.BeanUser;
import ee.qmail.directory.LocalUser.DotQmailUser;
import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.lspawn.Assignment;
import ee.qmail.routing.Rewriting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the users of example.org, ana-maria is not ana. */
class SenderOwnershipTest {
    private static final String ANA = "ana@example.org";
    private static final Map<String, LocalUser> USERS = Stream.of(
                    mailbox(ANA),
                    mailbox("ana-maria@example.org"),
                    new AliasUser("ana-sales@example.org", List.of("bo@example.org")),
                    new AliasUser("team@example.org", List.of("bo@example.org", "Ana@Example.Org")),
                    new BeanUser("ana-orders@example.org", null, false),
                    files("ana-unix@example.org", "maria"),
                    files("ana-list@example.org", "alias"),
                    files("ana-any@example.org", "example.org"))
            .collect(Collectors.toMap(LocalUser::address, Function.identity()));

    @TempDir
    private Path control;

    private ControlFiles files;

    private static LocalUser mailbox(String address) {
        return new MailboxUser(address, Path.of("mail"), 0);
    }

    private static LocalUser files(String address, String user) {
        return new DotQmailUser(address, new Assignment(user, Path.of("home"), "-", "x"));
    }

    @BeforeEach
    void control() throws IOException {
        Files.writeString(control.resolve("me"), "example.org\n");
        Files.writeString(control.resolve("locals"), "example.org\n");
        Files.writeString(control.resolve("senders"), ANA + ":lent@example.net\n" + ANA + ":@example.com\n");
        files = new ControlFiles(control, warning -> {
            throw new AssertionError(warning);
        });
    }

    private boolean owns(String sender) {
        return SenderOwnership.owns(
                ANA, sender, new Rewriting(files.current()), address -> Optional.ofNullable(USERS.get(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ANA,
                "ANA@EXAMPLE.ORG",
                "ana-shop@example.org",
                "ana-list@example.org",
                "ana-any@example.org",
                "team@example.org",
                "lent@example.net",
                "who@example.com"
            })
    void sub2AUserSendsAsItselfWithExtensionsAndAsWhatLeadsToIt(String sender) {
        assertThat(owns(sender)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bo@example.org",
                "ana-maria@example.org",
                "ana-sales@example.org",
                "ana-orders@example.org",
                "ana-unix@example.org",
                "ana-maria",
                "anna@example.org",
                "ana-shop@example.net",
                "ana@example.net"
            })
    void sub2WhatIsTheNameOfAnotherIsNoExtension(String sender) {
        assertThat(owns(sender)).isFalse();
    }

    @Test
    void sub2ALentDomainIsNoUserOfThatName() {
        assertThat(owns("example.com")).isFalse();
    }
}
