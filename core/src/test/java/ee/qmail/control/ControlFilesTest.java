package ee.qmail.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.revision.Author;
import ee.qmail.revision.ChangedMeanwhileException;
import ee.qmail.revision.Precondition;
import ee.qmail.text.Sentence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlFilesTest {
    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    @BeforeEach
    void me() throws IOException {
        put("me", "me.example.org\n");
    }

    private void put(String file, String content) throws IOException {
        Files.deleteIfExists(directory.resolve(file));
        Files.writeString(directory.resolve(file), content);
    }

    private ControlFiles open() {
        return new ControlFiles(directory, warnings::add, nanos::get);
    }

    private void later() {
        nanos.addAndGet(1_000_000_000L);
    }

    @Test
    void ctl7AChangeByHandIsSeenAfterASecond() throws IOException {
        ControlFiles files = open();
        put("databytes", "1000\n");
        assertThat(files.current().databytes()).isEqualTo(100_000_000);
        later();
        assertThat(files.current().databytes()).isEqualTo(1000);
        Files.delete(directory.resolve("databytes"));
        later();
        assertThat(files.current().databytes()).isEqualTo(100_000_000);
        assertThat(warnings).isEmpty();
    }

    @Test
    void nonsenseKeepsTheOldValueAndIsSaidOnce() throws IOException {
        put("databytes", "1000\n");
        ControlFiles files = open();
        put("databytes", "lots\n");
        for (int i = 0; i < 3; i++) {
            later();
            assertThat(files.current().databytes()).isEqualTo(1000);
        }
        assertThat(warnings)
                .containsExactly("control/databytes line 1: 'lots': must be a whole number of octets, 0 or more;"
                        + " the old value stays in force");
        put("databytes", "2000\n");
        later();
        assertThat(files.current().databytes()).isEqualTo(2000);
    }

    @Test
    void ctl1TrailingTextIsReadOverWithAWarning() throws IOException {
        put("queuelifetime", "60abc\n");
        assertThat(open().current().queuelifetime()).hasSeconds(60);
        assertThat(warnings).singleElement().asString().contains("it is read as 60");
    }

    @Test
    void ctl5UnreadableIsAnErrorAtTheStartAndKeepsTheOldValueLater() throws IOException {
        ControlFiles files = open();
        Files.createDirectory(directory.resolve("rcpthosts"));
        later();
        assertThat(files.current().rcpthosts().isMissing()).isTrue();
        later();
        files.current();
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("control/rcpthosts: cannot be read")
                .endsWith("the old value stays in force");
        assertThatThrownBy(this::open)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("control/rcpthosts");
    }

    @Test
    void ctl6ALineWithoutColonIsDroppedUnlessNothingIsLeft() throws IOException {
        put("virtualdomains", "a.example:a\n");
        ControlFiles files = open();
        put("virtualdomains", "b.example:b\nno colon\n");
        later();
        assertThat(files.current().virtualdomains().entries()).containsOnlyKeys("b.example");
        put("virtualdomains", "garbage\n");
        later();
        assertThat(files.current().virtualdomains().entries()).containsOnlyKeys("b.example");
        assertThat(warnings).hasSize(2);
    }

    @Test
    void aWrongRuleAtTheStartLetsNobodyInUntilItIsRight() throws IOException {
        put("tcp.smtp", ":allow\n10.:denied\n");
        ControlFiles files = open();
        assertThat(files.current().tcpRules().lookup("192.0.2.1").allow()).isFalse();
        put("tcp.smtp", ":allow\n10.:deny\n");
        later();
        assertThat(files.current().tcpRules().lookup("192.0.2.1").allow()).isTrue();
    }

    @Test
    void byteOrderMarkAndCrAreIgnoredAndReportedOnce() throws IOException {
        put("me", "\uFEFFmail.example.org\r\n");
        put("rcpthosts", "\uFEFFexample.org\r\nexample.net\r\n");
        put("badmailfrom", "\uFEFFspam@example.com");
        put("locals", "\uFEFFlocal.example\r");
        put("virtualdomains", "\uFEFFa.example:a\r\n");
        put("smtproutes", "\uFEFFb.example:relay.example\r\n");
        put("tcp.smtp", "\uFEFF10.:deny\r\n:allow\r\n");
        put("blocklists", "\uFEFFbl.example\r\n");
        put("allowedprograms", "/bin/cat\r\n");
        put("databytes", "\uFEFF77\r\n");
        put("defaultdelivery", "\uFEFF./Maildir/\r\n");
        ControlFiles files = open();
        Controls controls = files.current();
        assertThat(controls.me()).isEqualTo("mail.example.org");
        assertThat(controls.rcpthosts().allows("x@example.org")).isTrue();
        assertThat(controls.rcpthosts().allows("x@example.net")).isTrue();
        assertThat(controls.badmailfrom().contains("spam@example.com")).isTrue();
        assertThat(controls.locals().contains("local.example")).isTrue();
        assertThat(controls.virtualdomains().prefix("x@a.example")).hasValue("a");
        assertThat(controls.smtproutes().find("b.example"))
                .hasValueSatisfying(route -> assertThat(route.relay()).isEqualTo("relay.example"));
        assertThat(controls.tcpRules().lookup("10.1.2.3").allow()).isFalse();
        assertThat(controls.blocklists())
                .singleElement()
                .satisfies(list -> assertThat(list.zone()).isEqualTo("bl.example"));
        assertThat(controls.allowedprograms()).containsExactly("/bin/cat");
        assertThat(controls.databytes()).isEqualTo(77);
        assertThat(controls.defaultdelivery()).isEqualTo("./Maildir/");
        assertThat(warnings)
                .hasSize(20)
                .contains(
                        "control/rcpthosts: begins with a byte order mark, which does not count",
                        "control/allowedprograms: has CR LF at the ends of lines, and the CR does not count;"
                                + " line ends are LF here");
        later();
        files.current();
        assertThat(warnings).hasSize(20);
        assertThat(files.remarks(Setting.BADMAILFROM)).hasSize(1);
        assertThat(files.raw(Setting.RCPTHOSTS)).hasValue("example.org\nexample.net\n");
        assertThat(Setting.RCPTHOSTS.check("\uFEFFexample.org\r\n")).isEmpty();
        files.write(Setting.RCPTHOSTS, "\uFEFFexample.com\r\n");
        assertThat(Files.readString(directory.resolve("rcpthosts"))).isEqualTo("example.com\n");
        assertThat(files.remarks(Setting.RCPTHOSTS)).isEmpty();
    }

    @Test
    void aLineThatCanNeverMatchIsNamedAndTheOthersCount() throws IOException {
        put("rcpthosts", "*.example.org\n.example.net\nexample.com.\nexample..de\n*\nb\u00fccher.example\n");
        put("locals", "localhost\n.example.org\n");
        put("badmailfrom", "@.example.org\n*@example.net\n\"a\"@example.com\n@example.com.\n");
        put("virtualdomains", "*.a.example:a\n*:b\nx@.c.example:c\nd.example.:d\n");
        put("smtproutes", "*:relay.example\n*.e.example:relay.example\nf.example.:relay.example\n");
        put("tcp.smtp", "=*.example.org:deny\njoe@10.1.2.3:deny\n=.example.net.:deny\n:allow\n");
        put("helohost", "mail.example.org.\n");
        ControlFiles files = open();
        Controls controls = files.current();
        assertThat(controls.rcpthosts().allows("x@example.com")).isTrue();
        assertThat(controls.rcpthosts().allows("x@sub.example.net")).isTrue();
        assertThat(controls.rcpthosts().allows("x@sub.example.org")).isFalse();
        assertThat(controls.rcpthosts().allows("x@xn--bcher-kva.example")).isTrue();
        assertThat(controls.badmailfrom().contains("x@example.com")).isTrue();
        assertThat(controls.virtualdomains().prefix("x@d.example")).hasValue("d");
        assertThat(controls.smtproutes().find("f.example")).isPresent();
        assertThat(controls.tcpRules()
                        .lookup("192.0.2.1", "host.example.net", null)
                        .allow())
                .isFalse();
        assertThat(controls.helohost()).isEqualTo("mail.example.org");
        assertThat(warnings).hasSize(20);
        assertThat(files.remarks(Setting.RCPTHOSTS))
                .satisfiesExactly(
                        one -> assertThat(one.toString())
                                .contains("line 1: '*.example.org'", "are written .example.org"),
                        two -> assertThat(two.toString()).contains("line 3: 'example.com.'", "must be example.com"),
                        three -> assertThat(three.toString()).contains("line 4: 'example..de'", "never fits"),
                        four -> assertThat(four.toString()).contains("line 5: '*'", "never fits"));
        assertThat(files.remarks(Setting.LOCALS))
                .singleElement()
                .asString()
                .contains("'.example.org'", ".example.org:prefix in control/virtualdomains");
        assertThat(files.remarks(Setting.SMTPROUTES))
                .first()
                .asString()
                .contains("'*:relay.example'", ":relay.example");
        assertThat(files.write(Setting.LOCALS, "example.org.\n"))
                .singleElement()
                .asString()
                .contains("must be example.org");
        assertThat(files.addToList(Setting.RCPTHOSTS, "new.example")).isTrue();
        assertThat(files.current().rcpthosts().allows("x@new.example")).isTrue();
    }

    @Test
    void smtp8ASenderWithoutAnAtIsNamedAndTheOthersCount() throws IOException {
        put("badmailfrom", "@a.example\n");
        ControlFiles files = open();
        put("badmailfrom", "spam.example\n@b.example\n");
        later();
        assertThat(files.current().badmailfrom().contains("x@b.example")).isTrue();
        assertThat(files.current().badmailfrom().contains("x@spam.example")).isFalse();
        assertThat(warnings).singleElement().asString().contains("line 1: 'spam.example'", "@domain");
    }

    @Test
    void aFileInWhichNothingEverFitsIsNoReasonToKeepAnOldOne() throws IOException {
        put("rcpthosts", "a.example\n");
        ControlFiles files = open();
        put("rcpthosts", "*.b.example\n");
        later();
        assertThat(files.current().rcpthosts().allows("x@a.example")).isFalse();
        assertThat(warnings).singleElement().asString().contains("are written .b.example");
    }

    @Test
    void bothSpellingsOfADomainAreOneLine() throws IOException {
        put("rcpthosts", "B\u00dcCHER.example\n");
        put("virtualdomains", "b\u00fccher.example:b\u00fccher.example\n");
        ControlFiles files = open();
        assertThat(files.addToList(Setting.RCPTHOSTS, "xn--bcher-kva.example")).isFalse();
        assertThat(files.removeFromList(Setting.VIRTUALDOMAINS, "xn--bcher-kva.example:xn--bcher-kva.example"))
                .isTrue();
        assertThat(files.current().virtualdomains().entries()).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void theOldFilesStayWhenTheDirectoryIsGone() throws IOException {
        put("rcpthosts", "a.example\n");
        ControlFiles files = open();
        Files.move(directory, directory.resolveSibling("gone"));
        later();
        assertThat(files.current().rcpthosts().allows("x@a.example")).isTrue();
        later();
        files.current();
        assertThat(warnings).hasSize(1);
        Files.move(directory.resolveSibling("gone"), directory);
    }

    @Test
    void writeIsCheckedAtomicAndEffectiveAtOnce() throws IOException {
        ControlFiles files = open();
        assertThat(files.write(Setting.DATABYTES, "5000")).isEmpty();
        assertThat(files.current().databytes()).isEqualTo(5000);
        assertThat(files.raw(Setting.DATABYTES)).hasValue("5000\n");
        assertThat(files.write(Setting.DATABYTES, "5k"))
                .singleElement()
                .asString()
                .contains("'5k'");
        assertThat(files.raw(Setting.DATABYTES)).hasValue("5000\n");
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all)
                    .extracting(p -> p.getFileName().toString())
                    .containsOnly(".lock", ".history", "me", "databytes");
        }
        assertThat(files.delete(Setting.DATABYTES)).isEmpty();
        assertThat(files.current().databytes()).isEqualTo(100_000_000);
        assertThat(files.delete(Setting.ME)).get().asString().contains("must stay");
        assertThat(directory.resolve("me")).exists();
    }

    @Test
    void listsKeepCommentsAndOrder() throws IOException {
        put("virtualdomains", "# ours\nb.example:b\n\na.example:a");
        ControlFiles files = open();
        assertThat(files.addToList(Setting.VIRTUALDOMAINS, "c.example:c")).isTrue();
        assertThat(files.addToList(Setting.VIRTUALDOMAINS, "C.example:c")).isFalse();
        assertThat(files.removeFromList(Setting.VIRTUALDOMAINS, "b.example:b")).isTrue();
        assertThat(files.removeFromList(Setting.VIRTUALDOMAINS, "b.example:b")).isFalse();
        assertThat(files.raw(Setting.VIRTUALDOMAINS)).hasValue("# ours\n\na.example:a\nc.example:c\n");
        assertThatThrownBy(() -> files.addToList(Setting.ME, "x")).hasMessageContaining("is not a list");
    }

    @Test
    void ctl4AMissingListBeginsWithItsDefaultAndEndsEmpty() throws IOException {
        ControlFiles files = open();
        files.addToList(Setting.LOCALS, "a.example");
        assertThat(files.raw(Setting.LOCALS)).hasValue("me.example.org\na.example\n");
        files.removeFromList(Setting.LOCALS, "a.example");
        files.removeFromList(Setting.LOCALS, "me.example.org");
        assertThat(files.raw(Setting.LOCALS)).hasValue("");
        assertThat(files.current().locals().names()).isEmpty();
    }

    @Test
    void allowedprogramsThatAreWrongAtTheStartAllowNothingUntilAllOfThemAreRight() throws IOException {
        put("allowedprograms", "/bin/cat\nFrom bob@far.example Sun Nov 08 09:05:06 2026\n/bin/sh\n");
        ControlFiles files = open();
        assertThat(files.current().allowedprograms()).isEmpty();
        assertThat(warnings).last().asString().contains("no program is run until all of it is right");
        put("allowedprograms", "/bin/cat\n");
        later();
        assertThat(files.current().allowedprograms()).containsExactly("/bin/cat");
    }

    private static final String SECRET = "# old:relay:25|me|geheim\nx.example:relay:587|me|geheim\ny.example:other\n";

    @Test
    void rtls16APasswordThatWasMaskedIsTheOneThatStandsThere() throws IOException {
        put("smtproutes", SECRET);
        ControlFiles files = open();
        String shown = Setting.SMTPROUTES.shown(files.raw(Setting.SMTPROUTES).orElseThrow());
        assertThat(shown).isEqualTo(SECRET.replace("geheim", "********"));
        assertThat(files.write(Setting.SMTPROUTES, shown + "z.example:third\n")).isEmpty();
        assertThat(directory.resolve("smtproutes")).hasContent(SECRET + "z.example:third\n");
    }

    /** Else whoever may change the file could have the password sent to a host of their own. */
    @Test
    void rtls16AMaskedPasswordGoesToNoOtherRelay() throws IOException {
        put("smtproutes", SECRET);
        ControlFiles files = open();
        assertThat(files.write(Setting.SMTPROUTES, "x.example:evil.example:587|me|********\n"))
                .singleElement()
                .asString()
                .contains("must have its password");
        assertThat(directory.resolve("smtproutes")).hasContent(SECRET);
    }

    @Test
    void rtls16AFileWithPasswordsThatOthersMayReadIsNamed() throws IOException {
        put("authsenders", "@x.example:relay:587|me|geheim\n");
        Path file = directory.resolve("authsenders");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        ControlFiles files = open();
        assertThat(warnings).singleElement().asString().contains("chmod 600").doesNotContain("geheim");
        assertThat(Sentence.english(files.remarks(Setting.AUTHSENDERS))).isEqualTo(warnings);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(files.remarks(Setting.AUTHSENDERS)).isEmpty();
        put("smtproutes", "x.example:relay\n");
        later();
        assertThat(files.remarks(Setting.SMTPROUTES)).isEmpty();
    }

    @Test
    void nothingOverwritesAChangeThatItsMakerHasNotSeen() throws IOException {
        put("rcpthosts", "a.example\n");
        ControlFiles one = open();
        ControlFiles other = open();
        String seen = one.shown(Setting.RCPTHOSTS).orElseThrow().version();
        other.write(Setting.RCPTHOSTS, "a.example\nb.example\n", Precondition.seen(seen), Author.SERVER);
        assertThatThrownBy(() ->
                        one.write(Setting.RCPTHOSTS, "a.example\nc.example\n", Precondition.seen(seen), Author.SERVER))
                .isInstanceOf(ChangedMeanwhileException.class)
                .hasMessageStartingWith("control/rcpthosts: has been changed");
        assertThatThrownBy(() -> one.delete(Setting.RCPTHOSTS, Precondition.seen(seen), Author.SERVER))
                .isInstanceOf(ChangedMeanwhileException.class);
        assertThat(directory.resolve("rcpthosts")).hasContent("a.example\nb.example\n");

        String now = one.shown(Setting.RCPTHOSTS).orElseThrow().version();
        put("rcpthosts", "by hand\n");
        assertThatThrownBy(() -> one.write(Setting.RCPTHOSTS, "", Precondition.seen(now), Author.SERVER))
                .isInstanceOf(ChangedMeanwhileException.class);
        one.delete(Setting.RCPTHOSTS);
        assertThatThrownBy(() -> one.write(Setting.RCPTHOSTS, "x.example\n", Precondition.seen(now), Author.SERVER))
                .isInstanceOf(ChangedMeanwhileException.class);
        assertThat(one.write(Setting.RCPTHOSTS, "x.example\n", Precondition.seen(""), Author.SERVER))
                .isEmpty();
    }

    /** Of several that saw the same version one is the first, whichever threads and instances they are. */
    @Test
    void ofManyChangesOfOneVersionOneIsMade() throws Exception {
        put("rcpthosts", "a.example\n");
        List<ControlFiles> servers = List.of(open(), open());
        String seen = servers.get(0).shown(Setting.RCPTHOSTS).orElseThrow().version();
        List<Thread> threads = new ArrayList<>();
        AtomicLong made = new AtomicLong();
        for (int i = 0; i < 8; i++) {
            ControlFiles files = servers.get(i % 2);
            String text = i + ".example\n";
            threads.add(new Thread(() -> {
                try {
                    files.write(Setting.RCPTHOSTS, text, Precondition.seen(seen), Author.SERVER);
                    made.incrementAndGet();
                } catch (ChangedMeanwhileException e) {
                    assertThat(e).hasMessageContaining("rcpthosts");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(made).hasValue(1);
    }

    /** Whoever has the version could else guess passwords until its hash is right. */
    @Test
    void rtls16TheVersionOfAFileWithPasswordsIsNotMadeOfThem() throws IOException {
        put("smtproutes", ":relay:587|user|geheim\n");
        ControlFiles files = open();
        ShownText first = files.shown(Setting.SMTPROUTES).orElseThrow();
        assertThat(first.text()).isEqualTo(":relay:587|user|********\n");
        files.write(Setting.SMTPROUTES, ":relay:587|user|anders\n", Precondition.seen(first.version()), Author.SERVER);
        ShownText second = files.shown(Setting.SMTPROUTES).orElseThrow();
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.version()).isNotEqualTo(first.version());
        files.write(Setting.SMTPROUTES, ":relay:587|user|geheim\n", Precondition.seen(second.version()), Author.SERVER);
        assertThat(files.shown(Setting.SMTPROUTES).orElseThrow().version()).isNotEqualTo(first.version());
    }

    private List<String> history(ControlFiles files, Setting setting) throws IOException {
        return files.history(setting).stream()
                .map(state ->
                        state.by() + "|" + state.why() + "|" + state.text().strip())
                .toList();
    }

    @Test
    void eachChangeIsInTheHistoryThoseMadeByHandToo() throws IOException {
        put("databytes", "1000\n");
        ControlFiles files = open();
        files.write(Setting.DATABYTES, "2000", Precondition.NONE, new Author("ana", "the disk\nis full"));
        put("databytes", "3000\n");
        files.write(Setting.DATABYTES, "4000", Precondition.NONE, new Author("bo", ""));
        put("databytes", "50000\n");
        later();
        files.current();
        files.keepChangesByHand();
        files.delete(Setting.DATABYTES, Precondition.NONE, new Author("bo", "as before"));
        assertThat(history(open(), Setting.DATABYTES))
                .containsExactly(
                        "bo|as before|",
                        "|changed on the machine|50000",
                        "bo||4000",
                        "|changed on the machine|3000",
                        "ana|the disk is full|2000",
                        "|as it was when this history began|1000");
        assertThat(history(files, Setting.RCPTHOSTS)).isEmpty();
    }

    @Test
    void aFileThatWasNotThereBeforeItsFirstChangeIsNotThereInTheHistory() throws IOException {
        ControlFiles files = open();
        files.write(Setting.DATABYTES, "2000", Precondition.NONE, new Author("ana", ""));
        assertThat(history(files, Setting.DATABYTES))
                .containsExactly("ana||2000", "|as it was when this history began|");
        assertThat(files.history(Setting.DATABYTES).get(1).version()).isEmpty();
    }

    @Test
    void rtls16NoPasswordIsInTheHistory() throws IOException {
        put("smtproutes", ":relay:587|user|geheim\n");
        ControlFiles files = open();
        files.write(Setting.SMTPROUTES, ":relay:587|user|anders\n", Precondition.NONE, Author.SERVER);
        assertThat(history(files, Setting.SMTPROUTES))
                .hasSize(2)
                .allSatisfy(state -> assertThat(state).endsWith(":relay:587|user|********"));
        try (Stream<Path> kept = Files.list(directory.resolve(".history/smtproutes"))) {
            assertThat(kept)
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("geheim", "anders"));
        }
    }
}
