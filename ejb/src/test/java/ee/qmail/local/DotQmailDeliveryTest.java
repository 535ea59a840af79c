package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.InboundMessage;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.control.Setting;
import ee.qmail.deferred.EarlierAttempts;
import ee.qmail.directory.LocalUser;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.Job;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.jms.Reports;
import ee.qmail.lspawn.Assignment;
import ee.qmail.maildir.Maildir;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.programs.Programs;
import ee.qmail.queue.QmailQueue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** qmail-local as a whole, on a real home directory and with real programs. */
class DotQmailDeliveryTest {
    private static final String TEXT = "Subject: x\n\nhi\n";

    @TempDir
    private Path directory;

    private LocalDelivery delivery;
    private DotQmailDelivery dotQmail;
    private final List<String> forwards = new ArrayList<>();
    /** Queues of applications that got a copy. */
    private final List<String> copies = new ArrayList<>();

    private final List<String> forwardedTexts = new ArrayList<>();
    private ControlFiles controlFiles;
    private Path home;
    private String dash = "";
    private String ext = "";
    private Function<String, LocalUser> user =
            address -> new LocalUser.DotQmailUser(address, new Assignment("joe", home, dash, ext));

    @BeforeEach
    void prepare() throws IOException {
        QmailHome qmail = new QmailHome(directory.resolve("qmail"));
        new FirstStart(qmail).prepare("mail.example.org");
        home = Files.createDirectory(directory.resolve("joe"));
        controlFiles = new ControlFiles(qmail.control(), warning -> {});
        JmsSender outbox = new JmsSender() {
            @Override
            public void send(List<QueuedMessage> unit) {
                unit.forEach(copy -> copies.add(copy.destination()));
            }
        };
        QmailQueue queue = new QmailQueue() {
            @Override
            public void accept(InboundMessage message) {
                Envelope envelope = message.envelope();
                forwards.add(envelope.sender() + " " + envelope.recipients());
                forwardedTexts.add(text(message.body()));
            }
        };
        LocalUserSearch users = new LocalUserSearch() {
            @Override
            public Optional<LocalUser> find(String address) {
                return Optional.of(user.apply(address));
            }
        };
        MaildirDelivery maildirs = new MaildirDelivery();
        Forwarding forwarding = new Forwarding(queue, outbox);
        dotQmail = new DotQmailDelivery(controlFiles, maildirs, forwarding, new Programs(controlFiles, qmail));
        delivery = new LocalDelivery(users, maildirs, new Quotas(), forwarding, dotQmail, null);
    }

    private static String text(Body body) {
        try (InputStream in = body.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private DeliveryReport deliver() {
        return deliver("bob@far.example", TEXT, EarlierAttempts.NONE);
    }

    private DeliveryReport deliver(String sender, String text, EarlierAttempts earlier) {
        String local = dash.isEmpty() ? "joe" : "joe-" + ext;
        Job job = new Job(
                new QueueId(7),
                1,
                1,
                Channel.LOCAL,
                "example.org",
                new Envelope(sender, List.of(local + "@example.org")),
                Body.of(text),
                text.length() + text.lines().count(),
                Instant.parse("2026-11-22T12:00:00Z"));
        return delivery.deliverer().deliver(job, earlier).get(0);
    }

    private void dotQmail(String name, String text) throws IOException {
        Files.writeString(home.resolve(name), text);
    }

    private void allow(String... programs) throws IOException {
        controlFiles.write(Setting.ALLOWEDPROGRAMS, String.join("\n", programs) + "\n");
    }

    /** @return its path */
    private String script(String text) throws IOException {
        Path script = directory.resolve("script");
        Files.writeString(script, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        allow(script.toString());
        return script.toString();
    }

    @Test
    void oneHomeDoesNotTakeAllTheSlots() throws Exception {
        dotQmail(".qmail", "./Mail/\n");
        new Maildir(home.resolve("Mail")).create();
        List<HomeGate.Permit> held = new ArrayList<>();
        for (int i = 0; i < dotQmail.mostInAHome(); i++) {
            held.add(dotQmail.gate.enter(home, dotQmail.mostInAHome()));
        }
        assertThat(held).hasSize(controlFiles.current().concurrencylocal() / 2);
        DeliveryReport report = deliver();
        assertThat(report.outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(report.text()).isEqualTo("This user's mail is busy. (#4.3.0)");
        held.remove(0).close();
        assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void ignoresByteOrderMarkAndCarriageReturns() throws IOException {
        new Maildir(home.resolve("ana/Maildir")).create();
        dotQmail(".qmail", "\uFEFF./ana/Maildir/\r\n&carol@far.example\r\n");
        assertThat(deliver().text()).startsWith("did 1+1+0");
        assertThat(delivered("ana/Maildir")).hasSize(1);
        assertThat(forwards).containsExactly("bob@far.example [carol@far.example]");
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(".qmail", "ana");
        }
    }

    @Test
    void anImpossibleFileNameIsALineThatMakesNoSense() throws IOException {
        dotQmail(".qmail", "./a\0b/Maildir/\n");
        assertThat(deliver())
                .satisfies(Reports.isDeferral(
                        "joe@example.org", "Uh-oh: a line of the .qmail file makes no sense. (#4.3.5)"));
    }

    private List<String> delivered(String maildir) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(maildir).resolve("new"))) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        }
    }

    @Test
    void dq3WithoutAFileTheDefaultDeliveryCounts() throws IOException {
        new Maildir(home.resolve("Maildir")).create();
        assertThat(deliver()).satisfies(Reports.isSuccess("joe@example.org", "did 1+0+0"));
        assertThat(delivered("Maildir"))
                .containsExactly("Return-Path: <bob@far.example>\nDelivered-To: joe@example.org\n" + TEXT);
    }

    @Test
    void dq3WithoutAFileAnExtensionIsUnknown() {
        dash = "-";
        ext = "list";
        assertThat(deliver())
                .satisfies(Reports.isFailure("joe-list@example.org", "Sorry, no mailbox here by that name. (#5.1.1)"));
    }

    @Test
    void dq4AnEmptyFileMeansTheDefaultDelivery() throws IOException {
        controlFiles.write(Setting.DEFAULTDELIVERY, "./Mailbox\n&copy@far.example\n");
        dotQmail(".qmail", "");
        assertThat(deliver().text()).startsWith("did 1+1+0\nqp ");
        assertThat(home.resolve("Mailbox")).content().contains("\n\nhi\n\n");
        assertThat(forwards).containsExactly("bob@far.example [copy@far.example]");
    }

    @Test
    void dq6And13LinesAreDoneInOrderAndAllForwardsAreOneMessage() throws IOException {
        new Maildir(home.resolve("Mail")).create();
        dotQmail(".qmail", "&a@far.example\n./Mail/\n./mbox\nb@far.example\n");
        assertThat(deliver().text()).matches("did 2\\+2\\+0\nqp \\S+");
        assertThat(delivered("Mail")).hasSize(1);
        assertThat(Files.readString(home.resolve("mbox")))
                .startsWith("From bob@far.example ")
                .endsWith("\nReturn-Path: <bob@far.example>\nDelivered-To: joe@example.org\n" + TEXT + "\n");
        assertThat(forwards).containsExactly("bob@far.example [a@far.example, b@far.example]");
        assertThat(forwardedTexts).containsExactly("Delivered-To: joe@example.org\n" + TEXT); // DQ-10
    }

    @Test
    void dq6TheFirstThatFailsStopsTheOthers() throws IOException {
        new Maildir(home.resolve("Mail")).create();
        dotQmail(".qmail", "&a@far.example\n./Missing/\n./Mail/\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(delivered("Mail")).isEmpty();
        assertThat(forwards).isEmpty();
    }

    @Test
    void aRepetitionFindsTheMaildirsThatHaveIt() throws IOException {
        new Maildir(home.resolve("Mail")).create();
        dotQmail(".qmail", "./Mail/\n./Missing/\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        new Maildir(home.resolve("Missing")).create();
        assertThat(deliver("bob@far.example", TEXT, EarlierAttempts.POSSIBLE).text())
                .isEqualTo("did 2+0+0");
        assertThat(delivered("Mail")).hasSize(1);
        assertThat(delivered("Missing")).hasSize(1);
    }

    @Test
    void aFileOfCommentsThrowsTheMailAway() throws IOException {
        dotQmail(".qmail", "# gone\n");
        assertThat(deliver()).satisfies(Reports.isSuccess("joe@example.org", "did 0+0+0"));
    }

    @Test
    void dq9DoesNotFollowFilesThatOthersMayWrite() throws IOException {
        dotQmail(".qmail", "&a@far.example\n");
        Files.setPosixFilePermissions(home.resolve(".qmail"), PosixFilePermissions.fromString("rw-r--rw-"));
        assertThat(deliver().text()).isEqualTo("Uh-oh: .qmail file is writable. (#4.7.0)");

        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xrwx"));
        assertThat(deliver().text()).isEqualTo("Uh-oh: home directory is writable. (#4.7.0)");
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @Test
    void dq9AStickyHomeMeansThatItsUserIsEditing() throws IOException {
        dotQmail(".qmail", "&a@far.example\n");
        Files.setAttribute(home, "unix:mode", (int) Files.getAttribute(home, "unix:mode") | 01000);
        assertThat(deliver().text()).isEqualTo("Home directory is sticky: user is editing his .qmail file. (#4.2.1)");
    }

    @ParameterizedTest
    @CsvSource({"./Mail/, file", "./mbox, file", "|/bin/true, prog"})
    void dq9AFileThatIsExecutableOnlyForwards(String line, String kind) throws IOException {
        dotQmail(".qmail", "&a@far.example\n" + line + "\n");
        Files.setPosixFilePermissions(home.resolve(".qmail"), PosixFilePermissions.fromString("rwx------"));
        assertThat(deliver().text()).isEqualTo("Uh-oh: .qmail has " + kind + " delivery but has x bit set. (#4.7.0)");
        assertThat(forwards).isEmpty();

        dotQmail(".qmail", "&a@far.example\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/SECRET",
                "./../secret",
                "./sub/../../secret",
                "./link",
                "./links/secret",
                "/HOME/../secret",
                "./hard"
            })
    void aLineLeadsNowhereOutsideOfTheHome(String line) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "/bin/cat\n");
        Files.createSymbolicLink(home.resolve("link"), secret);
        Files.createSymbolicLink(home.resolve("links"), directory);
        Files.createLink(home.resolve("hard"), secret);
        Files.createDirectory(home.resolve("sub"));
        dotQmail(
                ".qmail",
                line.replace("/SECRET", secret.toString()).replace("/HOME", home.toString()) + "\n&a@far.example\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(secret).hasContent("/bin/cat\n");
        assertThat(forwards).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/OTHER/Maildir/", "./../other/Maildir/", "./link/", "./links/Maildir/", "./mine/"})
    void aMaildirIsNotOutsideOfTheHomeEither(String line) throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        new Maildir(other.resolve("Maildir")).create();
        Files.createSymbolicLink(home.resolve("link"), other.resolve("Maildir"));
        Files.createSymbolicLink(home.resolve("links"), other);
        new Maildir(home.resolve("mine")).create();
        Files.delete(home.resolve("mine/new"));
        Files.createSymbolicLink(home.resolve("mine/new"), other.resolve("Maildir/new"));
        dotQmail(".qmail", line.replace("/OTHER", other.toString()) + "\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(other.resolve("Maildir/new")).isEmptyDirectory();
        assertThat(other.resolve("Maildir/tmp")).isEmptyDirectory();
        assertThat(home.resolve("mine/tmp")).isEmptyDirectory();
    }

    @Test
    void theHomeMayBeNamedInALineAsItIsAssignedAndByItsRealPath() throws IOException {
        Path real = home.toRealPath();
        Path assigned = directory.resolve("assigned");
        Files.createSymbolicLink(assigned, real);
        new Maildir(real.resolve("Maildir")).create();
        home = assigned;
        dotQmail(".qmail", assigned + "/Maildir/\n" + real + "/box\n.//./sub//box\n");
        Files.createDirectory(real.resolve("sub"));
        assertThat(deliver().text()).isEqualTo("did 3+0+0");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real.resolve("sub/box"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aDotQmailFileMayBeALinkWithinTheHomeButNotOutOfIt() throws IOException {
        dash = "-";
        ext = "list";
        Files.createDirectory(home.resolve("list"));
        Files.writeString(home.resolve("list/editor"), "&a@far.example\n");
        Files.createSymbolicLink(home.resolve(".qmail-list"), home.resolve("list/editor"));
        assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);

        Files.delete(home.resolve(".qmail-list"));
        Path secret = Files.writeString(directory.resolve("secret"), "root:hash\n");
        Files.createSymbolicLink(home.resolve(".qmail-list"), secret);
        assertThat(deliver().text()).isEqualTo("Uh-oh: .qmail file is not trusted. (#4.7.0)");

        Files.delete(home.resolve(".qmail-list"));
        Files.createLink(home.resolve(".qmail-list"), secret);
        assertThat(deliver().text()).isEqualTo("Uh-oh: .qmail file is not trusted. (#4.7.0)");
        assertThat(forwards).hasSize(1);
    }

    @Test
    void aDotQmailFileIsRegularAndNotTooLarge() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", home.resolve(".qmail").toString())
                        .start()
                        .waitFor())
                .isZero();
        new Maildir(home.resolve("Maildir")).create();
        assertThat(deliver().text()).isEqualTo("did 1+0+0"); // DQ-9: it does not count
        Files.delete(home.resolve(".qmail"));

        dotQmail(".qmail", "# x\n".repeat(10_001));
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        dotQmail(".qmail", "#" + "x".repeat(1 << 20) + "\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        dotQmail(".qmail", "# x\n".repeat(10_000));
        assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);
        dotQmail(".qmail", "./box\n".repeat(101));
        assertThat(deliver().text()).isEqualTo("Uh-oh: .qmail has more than 100 files and programs. (#4.3.5)");
    }

    @Test
    void octetsThatAreNotUtf8MayStandInAComment() throws IOException {
        Files.write(home.resolve(".qmail"), "# J\u00fcrgen\n&a@far.example\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);
        Files.write(home.resolve(".qmail"), "&J\u00fcrgen@far.example\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @Test
    void aDotQmailFileOfSomebodyElseIsNotFollowed() throws IOException {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "only the superuser gives files away");
        dotQmail(".qmail", "./box\n");
        Files.setAttribute(home, "unix:uid", 12_345);
        Files.setAttribute(home.resolve(".qmail"), "unix:uid", 12_346);
        assertThat(deliver().text()).isEqualTo("Uh-oh: .qmail file is not trusted. (#4.7.0)");
        Files.setAttribute(home.resolve(".qmail"), "unix:uid", 12_345);
        assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);
        Files.setAttribute(home.resolve("box"), "unix:uid", 12_346);
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @Test
    void dq5PlusListMeansTheSameFromThereOn() throws IOException {
        dotQmail(".qmail", "./mbox\n+list\n&a@far.example\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);
        dotQmail(".qmail", "+list\n./mbox\n");
        assertThat(deliver().text()).contains("x bit");
    }

    @Test
    void aLineThatMakesNoSenseMakesTheMailWait() throws IOException {
        dotQmail(".qmail", "./mbox\n&a b\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(home.resolve("mbox")).doesNotExist();
    }

    @Test
    void aHomeThatIsNotThereMakesTheMailWait() throws IOException {
        Files.delete(home);
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @Test
    void dq11ALoopIsAFailureBeforeAnythingIsDone() throws IOException {
        dotQmail(".qmail", "./mbox\n");
        assertThat(deliver("bob@far.example", "Delivered-To: joe@example.org\n" + TEXT, EarlierAttempts.NONE)
                        .outcome())
                .isEqualTo(Outcome.FAILURE);
        assertThat(home.resolve("mbox")).doesNotExist();
    }

    @Test
    void dq12TheOwnerOfAListIsTheSenderOfItsForwards() throws IOException {
        dash = "-";
        ext = "list";
        dotQmail(".qmail-list", "&a@far.example\n");
        deliver();
        dotQmail(".qmail-list-owner", "&joe\n");
        deliver();
        deliver("", TEXT, EarlierAttempts.NONE);
        deliver("#@[]", TEXT, EarlierAttempts.NONE);
        dotQmail(".qmail-list-owner-default", "&joe\n");
        deliver();
        assertThat(forwards)
                .containsExactly(
                        "bob@far.example [a@far.example]",
                        "joe-list-owner@example.org [a@far.example]",
                        " [a@far.example]",
                        "#@[] [a@far.example]",
                        "joe-list-owner-@example.org-@[] [a@far.example]");
    }

    @Test
    void sch9AMailboxIsToldTheSenderOfItsOwn() throws IOException {
        dotQmail(".qmail", "./mbox\n");
        deliver("list-owner-@host.example-@[]", TEXT, EarlierAttempts.NONE);
        assertThat(Files.readString(home.resolve("mbox"))).startsWith("From list-owner-joe=example.org@host.example ");
    }

    @Test
    void programsAreOffUnlessTheyAreAllowed() throws IOException {
        String script = script("echo done > ran\n");
        controlFiles.delete(Setting.ALLOWEDPROGRAMS);
        dotQmail(".qmail", "|" + script + "\n");
        assertThat(deliver())
                .satisfies(Reports.isDeferral(
                        "joe@example.org", "Unable to run a program: it is not allowed here. (#4.7.0)"));
        assertThat(home.resolve("ran")).doesNotExist();

        allow(script);
        assertThat(deliver()).satisfies(Reports.isSuccess("joe@example.org", "did 0+0+1"));
        assertThat(home.resolve("ran")).exists();
    }

    @Test
    void dq7And8AProgramGetsTheMessageAndTheEnvironmentAndNothingElse() throws IOException {
        String script = script("cat > text; pwd > dir; env | sort > env; umask > mask; echo \"$1|$2\" > words\n");
        dash = "-";
        ext = "List";
        dotQmail(".qmail-list", "|" + script + " \"$SENDER\" '$EXT'\n");
        assertThat(deliver("$(touch hacked);`touch hacked`@far.example", TEXT, EarlierAttempts.NONE)
                        .outcome())
                .isEqualTo(Outcome.SUCCESS);

        assertThat(Files.readString(home.resolve("text"))).isEqualTo(TEXT);
        assertThat(Files.readString(home.resolve("dir")).strip())
                .isEqualTo(home.toRealPath().toString());
        assertThat(Files.readString(home.resolve("mask")).strip()).isEqualTo("0077");
        assertThat(Files.readString(home.resolve("words")))
                .isEqualTo("$(touch hacked);`touch hacked`@far.example|$EXT\n");
        assertThat(home.resolve("hacked")).doesNotExist();
        assertThat(Files.readString(home.resolve("env")))
                .contains("EXT=List\n", "LOCAL=joe-List\n", "HOST=example.org\n", "USER=joe\n")
                .doesNotContain("JAVA_HOME", "MAVEN");
    }

    @ParameterizedTest
    @CsvSource({
        "0, SUCCESS",
        "99, SUCCESS",
        "100, FAILURE",
        "64, FAILURE",
        "65, FAILURE",
        "70, FAILURE",
        "76, FAILURE",
        "77, FAILURE",
        "78, FAILURE",
        "112, FAILURE",
        "111, DEFERRAL",
        "1, DEFERRAL",
        "75, DEFERRAL"
    })
    void dq7TheExitCodeIsTheVerdict(int exit, Outcome outcome) throws IOException {
        dotQmail(".qmail", "|" + script("echo said; exit " + exit + "\n") + "\n");
        DeliveryReport report = deliver();
        assertThat(report.outcome()).isEqualTo(outcome);
        assertThat(report.text()).startsWith("said");
    }

    @Test
    void dq6Exit99KeepsTheForwardsSeenSoFarAndReadsNoFurther() throws IOException {
        dotQmail(".qmail", "&a@far.example\n|" + script("exit 99\n") + "\n&b@far.example\n./mbox\n");
        assertThat(deliver().text()).startsWith("did 0+1+1\nqp ");
        assertThat(forwards).containsExactly("bob@far.example [a@far.example]");
        assertThat(home.resolve("mbox")).doesNotExist();
    }

    @Test
    void dq7AProgramThatCrashesIsTriedAgain() throws IOException {
        dotQmail(".qmail", "|" + script("kill -9 $$\n") + "\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @Test
    void aProgramThatDoesNotEndIsEndedWithAllItHasStarted() throws Exception {
        controlFiles.write(Setting.TIMEOUTPROGRAM, "1\n");
        dotQmail(".qmail", "|" + script("sleep 600 & echo $! > child; wait\n") + "\n");
        assertThat(deliver())
                .satisfies(Reports.isDeferral("joe@example.org", "A program was ended after 1 seconds. (#4.3.0)"));
        long child = Long.parseLong(Files.readString(home.resolve("child")).strip());
        ProcessHandle.of(child)
                .ifPresent(handle ->
                        handle.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 600 &",
                "(sleep 600 &) &",
                "setsid sleep 600 < /dev/null > /dev/null 2>&1 &",
                "setsid sh -c 'trap \"\" HUP TERM; sleep 600; true' &",
                "env -i /bin/sleep 600 > /dev/null &"
            })
    void aChildThatOutlivesItsProgramIsEndedWithIt(String child) throws Exception {
        String mark = "601." + System.nanoTime();
        dotQmail(".qmail", "|" + script(child.replace("600", mark) + "\nsleep 0.2; echo done\n") + "\n");
        assertThat(deliver().text()).startsWith("done");
        ProcessHandle.allProcesses()
                .filter(one -> one.info().commandLine().orElse("").contains(mark))
                .forEach(one -> one.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Test
    void aProgramThatDoesNotCeaseToWriteIsEnded() throws IOException {
        dotQmail(".qmail", "|" + script("exec yes\n") + "\n");
        assertThat(deliver())
                .satisfies(
                        Reports.isDeferral("joe@example.org", "A program was ended since it wrote too much. (#4.3.0)"));
        assertThat(directory.resolve("qmail/queue/tmp")).isEmptyDirectory();
    }

    @Test
    void aProgramMayWriteMoreThanAPipeHolds() throws IOException {
        dotQmail(".qmail", "|" + script("yes | head -c 1000000; exit 100\n") + "\n");
        assertThat(deliver().text()).hasSize(3000 + "\nError report too long, sorry.".length());
    }

    @Test
    void aLineThatGrowsByItsVariablesIsRefused() throws IOException {
        allow("/bin/true");
        dotQmail(".qmail", "|true " + "$SENDER".repeat(50_000) + "\n");
        assertThat(deliver().text()).isEqualTo("Unable to run a program: its line makes no sense here. (#4.3.5)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"|true; rm x", "|true | cat", "|`date`", "|'true", "|preline", "|forward", "|except"})
    void refusesCommandsThatNeedAShellOrAreIncomplete(String line) throws IOException {
        allow("/bin/true");
        dotQmail(".qmail", line + "\n");
        assertThat(deliver().text()).isEqualTo("Unable to run a program: its line makes no sense here. (#4.3.5)");
    }

    @Test
    void dq15ForwardAndBouncesaying() throws IOException {
        dotQmail(".qmail", "|forward \"$DEFAULT\"a@far.example b@far.example\n");
        assertThat(deliver().text()).startsWith("did 0+2+1\nqp ");
        assertThat(forwards).containsExactly("bob@far.example [a@far.example, b@far.example]");

        dotQmail(".qmail", "|bouncesaying 'No, thank you.'\n");
        assertThat(deliver()).satisfies(Reports.isFailure("joe@example.org", "No, thank you."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|forward a@far.example 'b\u000bc@far.example'",
                "|forward @far.example",
                "|forward \"$RECIPIENT\"..x",
                "|condredirect a@far..example SCRIPT",
                "|forward jms:orders",
                "|forward jms:queue:qmail.local"
            })
    void dq15AForwardToNoAddressIsAFailure(String line) throws IOException {
        dotQmail(".qmail", line.replace("SCRIPT", script("exit 0\n")) + "\n&b@far.example\n");
        assertThat(deliver())
                .satisfies(
                        Reports.isFailure("joe@example.org", "Sorry, this would be forwarded to no address. (#5.1.3)"));
        assertThat(forwards).isEmpty();
    }

    @Test
    void aProgramForwardsToTheApplicationsThatItsLineNames() throws IOException {
        dotQmail(".qmail", "|forward 'jms:queue:orders' a@far.example\n");
        assertThat(deliver().text()).startsWith("did 0+1+2\nqp ");
        assertThat(copies).containsExactly("orders");
    }

    /** Otherwise a stranger would choose an application by the recipient's extension, or by the sender. */
    @ParameterizedTest
    @ValueSource(strings = {"|forward \"$EXT\"", "|forward \"$SENDER\"", "|forward \"$DEFAULT\" jms:queue:orders-a"})
    void textOfTheSenderIsNoApplication(String line) throws IOException {
        dash = "-";
        ext = "jms:queue:orders";
        dotQmail(".qmail-default", line + "\n");
        assertThat(deliver("jms:queue:orders", TEXT, EarlierAttempts.NONE).text())
                .isEqualTo("Sorry, this would be forwarded to no address. (#5.1.3)");
        assertThat(copies).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, bouncesaying no, FAILURE", "100, bouncesaying no, SUCCESS", "111, bouncesaying no, DEFERRAL",
        "0, except, FAILURE", "100, except, SUCCESS", "111, except, DEFERRAL",
        "0, bouncesaying no except, SUCCESS", "100, bouncesaying no except, FAILURE"
    })
    void dq15AProgramDecides(int exit, String helper, Outcome outcome) throws IOException {
        dotQmail(".qmail", "|" + helper + " " + script("exit " + exit + "\n") + "\n");
        assertThat(deliver().outcome()).isEqualTo(outcome);
    }

    @Test
    void dq15CondredirectSendsOnAndStopsOrDoesNothing() throws IOException {
        dotQmail(".qmail", "|condredirect a@far.example " + script("grep -q ^Subject:.x\n") + "\n./mbox\n");
        assertThat(deliver().text()).startsWith("did 0+1+1\nqp ");
        assertThat(home.resolve("mbox")).doesNotExist();

        deliver("bob@far.example", "Subject: y\n\n", EarlierAttempts.NONE);
        assertThat(forwards).hasSize(1);
        assertThat(home.resolve("mbox")).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"preline|FRD", "preline -f|RD", "preline -d -f|R", "preline -rf|D", "preline -dfr|''"})
    void dq15PrelinePutsLinesInFront(String helper, String lines) throws IOException {
        dotQmail(".qmail", "|" + helper + " " + script("cat > text\n") + "\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(Files.readString(home.resolve("text")))
                .matches((lines.contains("F") ? "From bob@far.example [^\n]+\n" : "")
                        + (lines.contains("R") ? "Return-Path: <bob@far.example>\n" : "")
                        + (lines.contains("D") ? "Delivered-To: joe@example.org\n" : "")
                        + TEXT);
    }

    @Test
    void anAllowedProgramMayBeCalledByItsNameAlone() throws IOException {
        allow("/bin/true");
        dotQmail(".qmail", "|true\n");
        assertThat(deliver().text()).isEqualTo("did 0+0+1");
        dotQmail(".qmail", "|/usr/games/true\n");
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @Test
    void sp2ALongReportIsCut() throws IOException {
        dotQmail(".qmail", "|" + script("yes | head -c 5000; exit 100\n") + "\n");
        assertThat(deliver().text()).hasSize(3000 + "\nError report too long, sorry.".length());
    }

    @Test
    void vp5AMailboxMayHaveADotQmailFile() throws IOException {
        Path maildir = home.resolve("Maildir");
        new Maildir(maildir).create();
        user = address -> new LocalUser.MailboxUser(address, maildir, 0);
        assertThat(deliver().text()).isEqualTo("did 1+0+0");
        dotQmail(".qmail", "&away@far.example\n");
        assertThat(deliver().text()).startsWith("did 0+1+0");
        assertThat(delivered("Maildir")).hasSize(1);
    }
}
