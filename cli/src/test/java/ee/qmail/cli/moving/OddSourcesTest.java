package ee.qmail.cli.moving;

import static ee.qmail.cli.moving.ImportRun.HASH;
import static ee.qmail.cli.moving.ImportRun.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ee.qmail.cli.QmailRun;
import ee.qmail.pickup.PickupDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that other programs, other charsets and other hands have left: what is odd is named, and the rest is taken. */
class OddSourcesTest {
    private static final String LATIN1 = "--charset=ISO-8859-1";

    @TempDir
    private Path directory;

    private Path qmail;
    private Path domain;
    private Path home;
    private FakeServer server;
    private String output;

    @BeforeEach
    void prepare() throws IOException {
        server = new FakeServer();
        qmail = directory.resolve("qmail");
        domain = directory.resolve("vpopmail/domains/a.example");
        home = Files.createDirectories(directory.resolve("home/control")).getParent();
        file(qmail.resolve("control/me"), "mail.example.org\n");
        vpasswd(user("ana", "0", "NOQUOTA"));
        file(directory.resolve("vpopmail/domains/z.example/vpasswd"), user("last", "0", "NOQUOTA"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String user(String name, String gid, String quota) {
        return name + ":" + HASH + ":1:" + gid + ":Ana:/elsewhere/" + name + ":" + quota + "\n";
    }

    private void vpasswd(String text) throws IOException {
        file(domain.resolve("vpasswd"), text);
    }

    private int run(String... more) throws IOException {
        ImportRun run = ImportRun.of(directory, qmail, directory.resolve("vpopmail"), home, server, more);
        output = run.output();
        if (server.changes > 0) {
            assertThat(server.mailboxes)
                    .as("the last domain, whatever comes before")
                    .containsKey("last@z.example");
        }
        return run.exit();
    }

    private void assertAllUnderstood(int exit) {
        assertThat(output).contains("not understood 0, failed 0");
        assertThat(exit).isZero();
    }

    private void assertTold(int exit, String... lines) {
        assertThat(output).contains(lines);
        assertThat(exit).isEqualTo(100);
    }

    @Test
    void namesOfPeopleMayBeInAnyCharset() throws IOException {
        vpasswd("ana:" + HASH + ":1:0:J\u00fcrgen:/elsewhere/ana:NOQUOTA:gr\u00fcn\n" + user("bo", "0", ""));
        assertAllUnderstood(run());
        assertThat(server.mailboxes).containsEntry("ana@a.example", HASH).containsEntry("bo@a.example", HASH);
    }

    @Test
    void namesOfMailboxesMayNotBeInAnyCharset() throws IOException {
        vpasswd(user("j\u00fcrgen", "0", "") + user("bo", "0", ""));
        assertTold(run(LATIN1), "not understood: " + domain.resolve("vpasswd") + " line 1: must be name:hash");
        assertThat(server.mailboxes).containsKey("bo@a.example");
    }

    @Test
    void commentsInControlFilesMayBeInAnyCharset() throws IOException {
        file(qmail.resolve("control/badmailfrom"), "# f\u00fcr J\u00fcrgen\nspam@far.example\n");
        assertAllUnderstood(run());
        assertThat(server.control).containsEntry("badmailfrom", List.of("spam@far.example"));
    }

    @Test
    void aByteOrderMarkAndCarriageReturnsAreNotPartOfALine() throws IOException {
        file(qmail.resolve("control/rcpthosts"), "\u00ef\u00bb\u00bfa.example\r\nb.example\r\n");
        assertAllUnderstood(run());
        assertThat(server.control).containsEntry("rcpthosts", List.of("a.example", "b.example"));
    }

    @Test
    void aLineOfUnknownOctetsIsNamedAndTheOthersAreTaken() throws IOException {
        file(qmail.resolve("control/badmailfrom"), "spam@far.example\nm\u00fcll@far.example\n@bad.example\n");
        assertTold(run(), "not understood: control/badmailfrom: control/badmailfrom line 2 has octets", "--charset");
        assertThat(server.control).containsEntry("badmailfrom", List.of("spam@far.example", "@bad.example"));
    }

    @Test
    void decodesOctetsByTheGivenCharset() throws IOException {
        file(qmail.resolve("control/badmailfrom"), "spam@far.example\nm\u00fcll@far.example\n");
        assertAllUnderstood(run(LATIN1));
        assertThat(server.control).containsEntry("badmailfrom", List.of("spam@far.example", "m\u00fcll@far.example"));
    }

    @Test
    void aWrongLineOfAListIsNamedAndTheOthersAreTaken() throws IOException {
        file(qmail.resolve("control/smtproutes"), "far.example:relay.example\nno colon\n");
        assertTold(run(), "control/smtproutes line 2: 'no colon'");
        assertThat(server.control).containsEntry("smtproutes", List.of("far.example:relay.example"));
    }

    @Test
    void takesTheRelayRulesWholeOrNotAtAll() throws IOException {
        file(directory.resolve("vpopmail/etc/tcp.smtp"), "192.0.2.1:nonsense\n:allow,RELAYCLIENT=\"\"\n");
        assertTold(run(), "not understood: control/tcp.smtp: ");
        assertThat(server.control).doesNotContainKey("tcp.smtp");
    }

    @Test
    void aNameInCapitalLettersIsTheMailboxThatVpopmailLooksUp() throws IOException {
        vpasswd(user("Ann", "0", ""));
        file(domain.resolve("Ann/Maildir/new/1.2.mail"), "Subject: x\n\nx\n");
        assertAllUnderstood(run());
        assertThat(server.mailboxes).containsKey("ann@a.example");
        assertThat(home.resolve("mail/a.example/ann/Maildir/new/1.2.mail")).isRegularFile();
        assertThat(home.resolve("mail/a.example/Ann")).doesNotExist();
    }

    @Test
    void mailboxesThatDifferInCapitalsOnlyAreNotMixed() throws IOException {
        vpasswd(user("ann", "0", "") + user("Ann", "0", ""));
        file(domain.resolve("Ann/Maildir/new/1.2.mail"), "Subject: x\n\nx\n");
        assertTold(run(), "line 2: 'Ann' is the same mailbox as in line 1");
        assertThat(home.resolve("mail/a.example/ann/Maildir/new/1.2.mail")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999", "4294967296", "-1", "x", ""})
    void flagsThatMakeNoSenseLoseNoUserAndOpenNothing(String gid) throws IOException {
        vpasswd(user("ana", gid, "") + user("bo", "0", ""));
        assertTold(run(), domain.resolve("vpasswd") + " line 1: gid '" + gid + "': must be a number of flags");
        assertThat(server.mailboxes).containsEntry("ana@a.example", "").containsEntry("bo@a.example", HASH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000C", "much", "99999999999999999999S", "-1"})
    void aQuotaThatMakesNoSenseLosesNoUser(String quota) throws IOException {
        vpasswd(user("ana", "0", quota));
        assertTold(run(), "line 1: quota '" + quota + "': must be NOQUOTA", "no quota until one is set");
        assertThat(server.mailboxes).containsEntry("ana@a.example", HASH);
        assertThat(server.quotas).isEmpty();
    }

    @Test
    void missingFieldsLoseNoUser() throws IOException {
        vpasswd("ana:" + HASH + ":1:0:Ana:/elsewhere/ana\nbo:" + HASH + "\n");
        assertTold(run(), "line 1: has 6 fields", "line 2: has 2 fields");
        assertThat(server.mailboxes).containsEntry("ana@a.example", HASH).containsEntry("bo@a.example", "");
    }

    @Test
    void aPasswordThatIsNotTakenLosesNoUser() throws IOException {
        vpasswd("ana:!locked:1:0::/elsewhere/ana:5M\npostmaster:x:1:0::/elsewhere/p:6M\n");
        assertTold(run(), "line 1: passwordHash: must be", "line 2: passwordHash: must be", "nobody can log in");
        assertThat(server.mailboxes).containsEntry("ana@a.example", "").containsEntry("postmaster@a.example", "");
        assertThat(server.quotas).containsKeys("ana@a.example", "postmaster@a.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| /home/vpopmail/bin/vdelivermail '' ana@a.example\n",
                "|/home/vpopmail/bin/vdelivermail \"\" ana@a.example",
                "# f\u00fcr alle\n\n|\tvdelivermail '' 'ana@a.example'  \n",
                "|'/home/v popmail/bin/vdelivermail' \"\" \"ana@a.example\"\n",
                "|vdelivermail '' ana\\@a.example\r\n",
                "|vdelivermail '' /home/vpopmail/domains/a.example/ana\n",
                "|vdelivermail '' /home/vpopmail/domains/a.example/Ana/Maildir/\n"
            })
    void aCatchAllIsUnderstoodAsAShellWould(String text) throws IOException {
        file(domain.resolve(".qmail-default"), text);
        assertAllUnderstood(run());
        assertThat(home.resolve("mail/a.example/.qmail-default")).hasContent("&ana@a.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"| vdelivermail \"\" bounce-no-mailbox\n", "# x\n|/x/vdelivermail '' \"bounce-no-mailbox\"\n"})
    void refusesUnknownNamesOfDomainsThatBouncedThem(String text) throws IOException {
        file(domain.resolve(".qmail-default"), text);
        assertAllUnderstood(run());
        assertThat(home.resolve("mail/a.example/.qmail-default")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&copy@far.example\n|vdelivermail '' bounce-no-mailbox\n",
                "|vdelivermail '' bounce-no-mailbox\n|vdelivermail '' delete\n",
                "|vdelivermail bounce-no-mailbox\n",
                "|vdelivermail '' $EXT@a.example\n",
                "|vdelivermail '' \"`id`@a.example\"\n",
                "|vdelivermail '' 'ana@a.example\n",
                "|vdelivermail '' delete; cat\n",
                "|cat | vdelivermail '' delete\n",
                "|vdelivermail '' /elsewhere/box\n",
                "|vdelivermail '' /home/vpopmail/domains/a.example/nobody\n",
                "|vdelivermail '' ana\n"
            })
    void vdelivermailLinesThatAreNotUnderstoodTakeNoMail(String text) throws IOException {
        file(domain.resolve(".qmail-default"), text);
        assertTold(run(), "not understood: " + domain.resolve(".qmail-default"));
        assertThat(home.resolve("mail/a.example/.qmail-default")).doesNotExist();
    }

    @Test
    void octetsOfOtherQmailFilesAreKept() throws IOException {
        String text = "# J\u00fcrgen\n&bo@far.example\n";
        file(domain.resolve(".qmail-default"), text);
        assertAllUnderstood(run());
        assertThat(Files.readString(home.resolve("mail/a.example/.qmail-default"), StandardCharsets.ISO_8859_1))
                .isEqualTo(text);
    }

    @Test
    void aFileThatCannotBeReadStopsNothing() throws IOException {
        Files.delete(domain.resolve("vpasswd"));
        Files.createDirectory(domain.resolve("vpasswd"));
        Files.createDirectories(qmail.resolve("queue/lock"));
        file(qmail.resolve("control/databytes"), "1000\n");
        assertTold(run(), "failed: users of a.example: cannot be read or written: ", "failed 1\n");
        assertThat(server.control).containsKey("databytes");
    }

    @Test
    void aLineOfAssignIsNamedAndTheOthersAreKept() throws IOException {
        String ana = "=ana:ana:1:1:" + directory + ":::";
        file(qmail.resolve("users/assign"), "=j\u00fcrgen:j:1:1:/home/j\u00fcrgen:::\n" + ana + "\n.\n");
        assertTold(run(), "not understood: users/assign line 1: has octets", "taken: users/assign: 1 lines");
        assertThat(home.resolve("users/assign")).hasContent(ana + "\n.\n");
    }

    @Test
    void aMessageWithAnAddressOfUnknownOctetsIsLeftInTheQueue() throws IOException {
        Path queue = qmail.resolve("queue");
        for (String id : List.of("1", "2")) {
            file(queue.resolve("mess/0/" + id), "Subject: x\n\nx\n");
            file(queue.resolve("remote/0/" + id), "Tbo@far.example\0");
        }
        file(queue.resolve("info/0/1"), "Fj\u00fcrgen@far.example\0");
        file(queue.resolve("info/0/2"), "Fbo@far.example\0");
        assertTold(run(), "not understood: queue message 1: ", "taken: queue message 2: 1 recipients");
        run(LATIN1);
        PickupDirectory maildrop = new PickupDirectory(home.resolve("maildrop"));
        List<String> senders = new ArrayList<>();
        for (Path file : maildrop.waiting()) {
            senders.add(maildrop.open(file).envelope().sender());
        }
        assertThat(senders).containsExactlyInAnyOrder("bo@far.example", "j\u00fcrgen@far.example");
    }

    @Test
    void writesSettingsThatRunProgramsToTheHomeDirectly() throws IOException {
        file(qmail.resolve("control/defaultdelivery"), "./Mailbox\n");
        assertAllUnderstood(run("--dry-run", "--json"));
        assertThat(home.resolve("control/defaultdelivery")).doesNotExist();
        assertAllUnderstood(run());
        assertThat(server.control).doesNotContainKey("defaultdelivery");
        assertThat(home.resolve("control/defaultdelivery")).hasContent("./Mailbox");
    }

    @Test
    void escapesControlCharactersInTheOutput() throws IOException {
        vpasswd("\u001b[2J:x\n" + user("ana", "\u001b[2J", "\u009b2J"));
        file(qmail.resolve("control/x\u001b[2J"), "");
        assertTold(run(), "line 2: gid '?[2J'", "control/x?[2J");
        assertThat(output).doesNotContain("\u001b", "\u009b");
    }

    /** Only root can try it. */
    @Test
    void anotherUsersHomeIsLeftAlone() throws IOException {
        assumeTrue(Files.getOwner(directory).getName().equals("root"), "needs root");
        Files.setAttribute(home.resolve("control"), "unix:uid", 65_534);
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        QmailRun command = new QmailRun();
        int exit = command.run(
                "import", qmail.toString(), "--home=" + home, "--api=" + server.api(), "--password-file=" + password);
        assertThat(exit).isEqualTo(100);
        assertThat(command.err()).contains("must be run as that user");
        assertThat(server.changes).isZero();
    }

    @Test
    void importedFilesAreReadableByTheirOwnerOnly() throws IOException {
        file(domain.resolve("ana/Maildir/cur/1.2.mail:2,S"), "Subject: x\n\nx\n");
        file(domain.resolve("ana/.qmail"), "./Maildir/\n");
        file(domain.resolve(".qmail-default"), "|vdelivermail '' delete\n");
        file(qmail.resolve("alias/.qmail-root"), "&ana@a.example\n");
        file(qmail.resolve("queue/mess/0/1"), "Subject: x\n\nx\n");
        file(qmail.resolve("queue/info/0/1"), "F\0");
        file(qmail.resolve("queue/remote/0/1"), "Tbo@far.example\0");
        file(qmail.resolve("users/assign"), ".\n");
        assertAllUnderstood(run());
        try (Stream<Path> made = Files.walk(home)) {
            for (Path each : made.filter(
                            path -> !List.of(home, home.resolve("control")).contains(path))
                    .toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                        .as(each.toString())
                        .endsWith("------");
            }
        }
    }

    /** Written as it is, it would have made every address wait that is nobody's. */
    @Test
    void leavesOutALineOfUsersAssignThatCannotBeFollowed() throws IOException {
        vpasswd(user("ana", "0", ""));
        file(qmail.resolve("users/assign"), "+:::::::\n=joe:joe:1:1:home:::\n=bo:bo:1:1:" + directory + ":::\n.\n");
        assertTold(
                run(),
                "not understood: users/assign line 1: '+:::::::' the fifth field must be a home directory that begins with /",
                "not understood: users/assign line 2: ");
        assertThat(home.resolve("users/assign")).hasContent("=bo:bo:1:1:" + directory + ":::\n.\n");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        vpasswd(user("ana", "0", ""));
        Path secret = Files.writeString(directory.resolve("secret"), "secret\n");
        for (String name : List.of("alias/.qmail-info", "control/badmailfrom")) {
            Files.createDirectories(qmail.resolve(name).getParent());
            Files.createSymbolicLink(qmail.resolve(name), secret);
        }
        assertTold(
                run(),
                "not understood: alias/.qmail-info: is a link, which is not followed",
                "not understood: control/badmailfrom: is a link, which is not followed");
        assertThat(home.resolve("alias/.qmail-info")).doesNotExist();
        assertThat(server.control).doesNotContainKey("badmailfrom");
    }
}
