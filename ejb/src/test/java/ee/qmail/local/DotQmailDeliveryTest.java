package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.QmailHome;
import ee.qmail.control.Setting;
import ee.qmail.inbound.InboundMessage;
import ee.qmail.lspawn.Assignment;
import ee.qmail.mail.Body;
import ee.qmail.mail.Envelope;
import ee.qmail.maildir.Maildir;
import ee.qmail.queue.Channel;
import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Job;
import ee.qmail.queue.Outbox;
import ee.qmail.queue.Outcome;
import ee.qmail.queue.Outgoing;
import ee.qmail.queue.QmailQueue;
import ee.qmail.queue.QueueId;
import ee.qmail.send.EarlierAttempts;
import ee.qmail.users.LocalUser;
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
import java.util.stream.Stream;
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

    private final LocalDelivery delivery = new LocalDelivery();
    private final List<String> forwards = new ArrayList<>();
    private final List<String> forwardedTexts = new ArrayList<>();
    private ControlFiles controlFiles;
    private Path home;
    private String dash = "";
    private String ext = "";

    @BeforeEach
    void prepare() throws IOException {
        QmailHome qmail = new QmailHome(directory.resolve("qmail"));
        qmail.prepare("mail.example.org");
        home = Files.createDirectory(directory.resolve("joe"));
        controlFiles = new ControlFiles(qmail.control(), warning -> {});
        delivery.maildirs = new Maildirs();
        delivery.forwarding = new Forwarding();
        delivery.forwarding.outbox = new Outbox() {
            @Override
            public void send(List<Outgoing> unit) {
                assertThat(unit).isEmpty();
            }
        };
        delivery.forwarding.queue = new QmailQueue() {
            @Override
            public void accept(InboundMessage message) {
                Envelope envelope = message.envelope();
                forwards.add(envelope.sender() + " " + envelope.recipients());
                forwardedTexts.add(text(message.body()));
            }
        };
        delivery.dotQmail = new DotQmailDelivery();
        delivery.dotQmail.controlFiles = controlFiles;
        delivery.dotQmail.maildirs = delivery.maildirs;
        delivery.dotQmail.forwarding = delivery.forwarding;
        delivery.dotQmail.programs = new Programs();
        delivery.dotQmail.programs.controlFiles = controlFiles;
        delivery.dotQmail.programs.home = qmail;
        delivery.users = new LocalUsers() {
            @Override
            public Optional<LocalUser> find(String address) {
                return Optional.of(new LocalUser.DotQmailUser(
                        address, new Assignment("joe", DotQmailDeliveryTest.this.home, dash, ext)));
            }
        };
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
    void whatOtherEditorsLeaveInTheFileDoesNotCount() throws IOException {
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
    void aFileThatCannotBeIsOneThatIsNotThere() throws IOException {
        dotQmail(".qmail", "./a\0b/Maildir/\n");
        assertThat(deliver())
                .isEqualTo(DeliveryReport.deferral("joe@example.org", "Temporary error on maildir delivery. (#4.3.0)"));
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
        assertThat(deliver()).isEqualTo(DeliveryReport.success("joe@example.org", "did 1+0+0"));
        assertThat(delivered("Maildir"))
                .containsExactly("Return-Path: <bob@far.example>\nDelivered-To: joe@example.org\n" + TEXT);
    }

    @Test
    void dq3WithoutAFileAnExtensionIsNobodys() {
        dash = "-";
        ext = "list";
        assertThat(deliver())
                .isEqualTo(DeliveryReport.failure(
                        "joe-list@example.org", "Sorry, no mailbox here by that name. (#5.1.1)"));
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
        assertThat(deliver()).isEqualTo(DeliveryReport.success("joe@example.org", "did 0+0+0"));
    }

    @Test
    void dq9WhatOthersMayWriteIsNotFollowed() throws IOException {
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
    void dq12TheOwnerOfAListIsTheSenderOfWhatItForwards() throws IOException {
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
                .isEqualTo(DeliveryReport.deferral(
                        "joe@example.org", "Unable to run a program: it is not allowed here. (#4.7.0)"));
        assertThat(home.resolve("ran")).doesNotExist();

        allow(script);
        assertThat(deliver()).isEqualTo(DeliveryReport.success("joe@example.org", "did 0+0+1"));
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
                .isEqualTo(DeliveryReport.deferral("joe@example.org", "A program was ended after 1 seconds. (#4.3.0)"));
        long child = Long.parseLong(Files.readString(home.resolve("child")).strip());
        ProcessHandle.of(child)
                .ifPresent(handle ->
                        handle.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }

    @ParameterizedTest
    @ValueSource(strings = {"|true; rm x", "|true | cat", "|`date`", "|'true", "|preline", "|forward", "|except"})
    void whatNeedsAShellOrIsNotWholeIsRefused(String line) throws IOException {
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
        assertThat(deliver()).isEqualTo(DeliveryReport.failure("joe@example.org", "No, thank you."));
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
        delivery.users = new LocalUsers() {
            @Override
            public Optional<LocalUser> find(String address) {
                return Optional.of(new LocalUser.MailboxUser(address, maildir, 0));
            }
        };
        delivery.quotas = new Quotas();
        assertThat(deliver().text()).isEqualTo("did 1+0+0");
        dotQmail(".qmail", "&away@far.example\n");
        assertThat(deliver().text()).startsWith("did 0+1+0");
        assertThat(delivered("Maildir")).hasSize(1);
    }
}
