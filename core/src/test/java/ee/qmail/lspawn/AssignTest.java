package ee.qmail.lspawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssignTest {
    @TempDir
    private Path directory;

    private final List<String> warnings = new ArrayList<>();

    private Assign assign(String lines) {
        return Assign.parse(lines, warnings::add);
    }

    private String who(Assign assign, String local) {
        return assign.lookup(local, -1)
                .map(a -> a.user() + " " + a.home() + " " + a.dash() + " " + a.ext())
                .orElse("nobody");
    }

    private static final String LINES = """
            =joe:joe:501:501:/home/joe:::
            =joe.shmoe:joe:501:501:/home/joe:-:shmoe:
            +joe-:joe:501:501:/home/joe:-::
            +joe-list-:lists:502:502:/home/lists:-:l-:
            =joe-list-x:exact:503:503:/home/exact:::
            =joe:second:1:1:/home/second:::
            +:alias:7790:2108:/var/qmail/alias:-::
            .
            =after:after:1:1:/home/after:::
            """;

    @Test
    void sp4And6ExactBeforePrefixAndTheLongerPrefixBeforeTheShorter() {
        Assign assign = assign(LINES);
        assertThat(who(assign, "joe")).isEqualTo("joe /home/joe  ");
        assertThat(who(assign, "Joe.Shmoe")).isEqualTo("joe /home/joe - shmoe");
        assertThat(who(assign, "joe-Foo")).isEqualTo("joe /home/joe - Foo");
        assertThat(who(assign, "JOE-list-Bar")).isEqualTo("lists /home/lists - l-Bar");
        assertThat(who(assign, "joe-list-x")).isEqualTo("exact /home/exact  ");
        assertThat(who(assign, "Whoever")).isEqualTo("alias /var/qmail/alias - Whoever");
        assertThat(warnings).isEmpty();
    }

    @Test
    void sp6WhatComesAfterTheDotIsNotRead() {
        assertThat(who(assign(LINES), "after")).isEqualTo("alias /var/qmail/alias - after");
    }

    @Test
    void shorterPrefixesCanBeLeftOut() {
        assertThat(assign(LINES).lookup("joe-list-y", 4)).isPresent();
        assertThat(assign(LINES).lookup("joe-list-y", 9)).isEmpty();
        assertThat(assign(LINES).lookup("joe", 9)).isPresent();
    }

    @Test
    void aWrongLineIsNamedItsAddressesWaitAndTheRestGoesOn() {
        Assign assign = assign("""
                =ana:ana:1:1:/home/ana:::
                =bob:bob:1:1
                +list-:list:1:1:relative/home:-::
                .
                """);
        assertThat(warnings)
                .containsExactly(
                        "users/assign line 2: '=bob:bob:1:1': must be =local:user:uid:gid:home:dash:ext: or"
                                + " +prefix:user:uid:gid:home:dash:pre:",
                        "users/assign line 3: '+list-:list:1:1:relative/home:-::': the fifth field must be a home"
                                + " directory that begins with /");
        assertThat(who(assign, "ana")).startsWith("ana ");
        assertThat(who(assign, "carol")).isEqualTo("nobody");
        assign.requireWhole();
        assertThatThrownBy(() -> assign.lookup("Bob", -1))
                .isInstanceOf(Assign.BrokenEntryException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> assign.lookup("list-a", -1))
                .isInstanceOf(Assign.BrokenEntryException.class)
                .hasMessageContaining("line 3");
    }

    @Test
    void byteOrderMarkAndCrAreIgnored() throws IOException {
        Path file = directory.resolve("assign");
        Files.writeString(file, "\uFEFF=ana:ana:1:1:/home/ana:::\r\n\r\n+b-:bob:1:1:/home/bob:-::\r\n.\r\n");
        Assign assign = new AssignFile(file, warnings::add).current();
        assertThat(who(assign, "ana")).isEqualTo("ana /home/ana  ");
        assertThat(who(assign, "b-x")).isEqualTo("bob /home/bob - x");
        assign.requireWhole();
        assertThat(warnings)
                .containsExactly(
                        "users/assign: begins with a byte order mark, which does not count",
                        "users/assign: has CR LF at the ends of lines, and the CR does not count; line ends are LF"
                                + " here");
    }

    @Test
    void aLineForAWholeAddressIsNamedAndTheOthersCount() {
        Assign assign = assign("=ana@example.org:ana:1:1:/home/ana:::\n=joe:joe:1:1:/home/joe:::\n.\n");
        assertThat(who(assign, "ana")).isEqualTo("nobody");
        assertThat(who(assign, "joe")).startsWith("joe ");
        assign.requireWhole();
        assertThat(warnings).singleElement().asString().contains("line 1: '=ana@example.org:", "fits nobody");
    }

    @Test
    void aHomeThatNoDirectoryCanBeMakesOnlyItsOwnAddressesWait() {
        Assign assign = assign("=ana:ana:1:1:/home/ana:::\n=joe:joe:1:1:/home/j\0e:::\n.\n");
        assertThat(who(assign, "ana")).startsWith("ana ");
        assertThatThrownBy(() -> assign.lookup("joe", -1)).isInstanceOf(Assign.BrokenEntryException.class);
    }

    @Test
    void whileALineMayBeAboutAnybodyNobodyIsUnknown() {
        Assign assign = assign("=ana:ana:1:1:/home/ana:::\njoe\n.\n");
        assertThat(who(assign, "ana")).startsWith("ana ");
        assertThatThrownBy(assign::requireWhole)
                .isInstanceOf(Assign.BrokenEntryException.class)
                .hasMessageContaining("line 2: 'joe'");
    }

    @Test
    void sp6AFileThatHasBeenCutOffIsNoticed() {
        Assign assign = assign("=ana:ana:1:1:/home/ana:::\n");
        assertThat(warnings).singleElement().asString().contains("must end with a line '.'");
        assertThatThrownBy(assign::requireWhole).isInstanceOf(Assign.BrokenEntryException.class);
    }

    @Test
    void sp6AChangeIsSeenWithinASecondWithoutNewu() throws IOException {
        AtomicLong nanos = new AtomicLong();
        Path file = directory.resolve("assign");
        AssignFile assign = new AssignFile(file, warnings::add, nanos::get);
        assertThat(who(assign.current(), "joe")).isEqualTo("nobody");

        Files.writeString(file, LINES);
        assertThat(who(assign.current(), "joe")).isEqualTo("nobody");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(who(assign.current(), "joe")).startsWith("joe ");

        Files.delete(file);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(who(assign.current(), "joe")).isEqualTo("nobody");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadLeavesTheOldLinesInForce() throws IOException {
        AtomicLong nanos = new AtomicLong();
        Path file = directory.resolve("assign");
        Files.writeString(file, LINES);
        AssignFile assign = new AssignFile(file, warnings::add, nanos::get);
        assertThat(who(assign.current(), "joe")).startsWith("joe ");

        Files.write(file, new byte[] {'=', (byte) 0xff});
        for (int i = 0; i < 3; i++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(who(assign.current(), "joe")).startsWith("joe ");
        }
        assertThat(warnings).singleElement().asString().startsWith("users/assign: cannot be read");
    }

    @Test
    void whileItCouldNeverBeReadNobodyIsUnknown() throws IOException {
        Path file = directory.resolve("assign");
        Files.write(file, new byte[] {'=', (byte) 0xff});
        Assign assign = new AssignFile(file, warnings::add).current();
        assertThatThrownBy(assign::requireWhole).isInstanceOf(Assign.BrokenEntryException.class);
    }
}
