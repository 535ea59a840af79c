package ee.qmail.cli.moving;

import static ee.qmail.cli.moving.ImportRun.HASH;
import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.Envelope;
import ee.qmail.pickup.PickupDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree with every kind of file that qmail and vpopmail have. */
class ImportCommandTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2009-08-07T06:05:04Z"));

    @TempDir
    private Path directory;

    private Path qmail;
    private Path vpopmail;
    private Path home;
    private FakeServer server;
    private String output;

    @BeforeEach
    void prepare() throws IOException {
        server = new FakeServer();
        qmail = directory.resolve("var/qmail");
        vpopmail = directory.resolve("vpopmail");
        home = Files.createDirectories(directory.resolve("home/control")).getParent();
        control();
        users();
        domain();
        queue();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void file(Path file, String text) throws IOException {
        ImportRun.file(file, text);
        Files.setLastModifiedTime(file, LONG_AGO);
    }

    private void control() throws IOException {
        Path control = qmail.resolve("control");
        file(control.resolve("me"), "mail.example.org\n");
        file(control.resolve("rcpthosts"), "example.org\n# a comment\nlist.example\n");
        file(control.resolve("virtualdomains"), "example.org:example.org\nlist.example:joe-list\n");
        file(control.resolve("databytes"), "1000000\n");
        file(control.resolve("smtproutes"), "no colon\n");
        file(control.resolve("morercpthosts.cdb"), "cdb");
        file(control.resolve("taps"), "x\n");
        file(control.resolve("servercert.pem"), "key and certificate\n");
        file(control.resolve("clientca.pem"), "authorities\n");
        file(vpopmail.resolve("etc/tcp.smtp"), "127.:allow,RELAYCLIENT=\"\"\n:allow\n");
    }

    private void users() throws IOException {
        Path joe = Files.createDirectories(directory.resolve("home-of-joe"));
        file(
                qmail.resolve("users/assign"),
                "+example.org-:example.org:89:89:" + vpopmail.resolve("domains/example.org") + ":-::\n=joe:joe:1:1:"
                        + joe + ":::\nnonsense\n+ann-:ann:1:1:/nowhere/ann:-::\n.\n");
        file(qmail.resolve("users/cdb"), "cdb");
        file(qmail.resolve("alias/.qmail-postmaster"), "&joe\n");
        file(qmail.resolve("alias/.qmail-root"), "&joe\n");
        Files.setPosixFilePermissions(qmail.resolve("alias/.qmail-root"), PosixFilePermissions.fromString("rwxrw-rw-"));
    }

    private void domain() throws IOException {
        Path domain = vpopmail.resolve("domains/example.org");
        file(
                domain.resolve("vpasswd"),
                "postmaster:" + HASH + ":0:0:Postmaster:" + domain + "/postmaster:2M\n"
                        + "ana:" + HASH + ":1:0:Ana:/elsewhere/ana:1000000S:clear\n"
                        + "nopop:" + HASH + ":0:2::/elsewhere/nopop:NOQUOTA\n"
                        + "bounced:" + HASH + ":0:16::/elsewhere/bounced:NOQUOTA\n"
                        + "broken line\n"
                        + "norelay:" + HASH + ":0:32::/elsewhere/norelay:NOQUOTA\n"
                        + "nosmtp:" + HASH + ":0:2050::/elsewhere/nosmtp:NOQUOTA\n");
        file(domain.resolve("vpasswd.cdb"), "cdb");
        file(domain.resolve("ana/Maildir/new/1249625104.1.mail"), "Subject: new\n\n1\n");
        file(domain.resolve("ana/Maildir/cur/1249625105.2.mail,S=16:2,S"), "Subject: read\n\n2\n");
        file(domain.resolve("ana/Maildir/tmp/1249625106.3.mail"), "unfinished\n");
        file(domain.resolve("ana/.qmail"), "./Maildir/\n&copy@far.example\n");
        file(domain.resolve(".qmail-info"), "&ana@example.org\n");
        file(domain.resolve(".qmail-default"), "| " + vpopmail + "/bin/vdelivermail '' bounce-no-mailbox\n");
        file(domain.resolve("notes.txt"), "x\n");
        Path catchAll = vpopmail.resolve("domains/0/catch.example");
        file(catchAll.resolve("vpasswd"), "postmaster:" + HASH + ":0:0:::NOQUOTA\n");
        file(catchAll.resolve(".qmail-default"), "| /home/vpopmail/bin/vdelivermail '' ana@example.org\n");
        Path black = vpopmail.resolve("domains/black.example");
        file(black.resolve("vpasswd"), "");
        file(black.resolve(".qmail-default"), "| /home/vpopmail/bin/vdelivermail '' delete\n");
    }

    private void queue() throws IOException {
        Path queue = qmail.resolve("queue");
        file(queue.resolve("mess/7/1234"), "Subject: deferred\n\nx\n");
        file(queue.resolve("info/7/1234"), "Fbo@far.example\0");
        file(queue.resolve("local/7/1234"), "Djoe-list-done@list.example\0Tjoe-list-open@list.example\0");
        file(queue.resolve("remote/7/1234"), "Tx@far.example\0Dy@far.example\0");
        file(queue.resolve("mess/8/1235"), "Subject: new\n\ny\n");
        file(queue.resolve("todo/1235"), "u0\0p1\0F\0Tana@example.org\0");
        file(queue.resolve("mess/9/1236"), "unfinished");
        file(queue.resolve("mess/10/1237"), "all done");
        file(queue.resolve("info/10/1237"), "Fbo@far.example\0");
        file(queue.resolve("local/10/1237"), "Djoe@mail.example.org\0");
    }

    @Test
    void aDomainIsTakenInItsOneSpellingAndItsMailBesideIt() throws IOException {
        Path domain = vpopmail.resolve("domains/B\u00fccher.Example");
        file(domain.resolve("vpasswd"), "ana:" + HASH + ":1:0:Ana:/elsewhere/ana:NOQUOTA\n");
        file(domain.resolve("ana/Maildir/new/1249625104.1.mail"), "Subject: new\n\n1\n");
        run();
        assertThat(server.domains).contains("xn--bcher-kva.example");
        assertThat(home.resolve("mail/xn--bcher-kva.example/ana/Maildir/new/1249625104.1.mail"))
                .exists();
    }

    @Test
    void aLineThatNeverFitsIsNamedAndTheOthersAreTaken() throws IOException {
        file(qmail.resolve("control/me"), "mail.example.org\r\n");
        file(qmail.resolve("control/rcpthosts"), "\u00ef\u00bb\u00bfexample.org\r\n*.example.net\r\nexample.com.\r\n");
        file(qmail.resolve("users/assign"), "\u00ef\u00bb\u00bf=joe:joe:1:1:" + directory + ":::\r\n\r\n.\r\n");
        run();
        assertThat(server.control.get("rcpthosts")).containsExactly("example.org", "example.com");
        assertThat(server.control.get("me")).containsExactly("mail.example.org");
        assertThat(output).contains("'*.example.net'", "are written .example.net");
        assertThat(home.resolve("users/assign")).hasContent("=joe:joe:1:1:" + directory + ":::\n.\n");
    }

    private int run(String... more) throws IOException {
        ImportRun run = ImportRun.of(directory, qmail, vpopmail, home, server, more);
        output = run.output();
        return run.exit();
    }

    /** Names, times and texts of all files below. */
    private static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                tree.put(
                        root.relativize(file).toString(),
                        Files.getLastModifiedTime(file) + Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return tree;
    }

    private List<Envelope> left() throws IOException {
        PickupDirectory maildrop = new PickupDirectory(home.resolve("maildrop"));
        List<Envelope> envelopes = new ArrayList<>();
        for (Path file : maildrop.waiting()) {
            envelopes.add(maildrop.open(file).envelope());
        }
        return envelopes;
    }

    @Test
    void cert1TheOldCertificateTakesThePlaceOfASelfMadeOneAndOfNoOther() throws IOException {
        Path certificate = Files.writeString(home.resolve("control/servercert.pem"), "Made by qmail EE for x\n");
        Path authorities = Files.writeString(home.resolve("control/clientca.pem"), "others\n");
        run();
        assertThat(certificate).hasContent("key and certificate");
        assertThat(authorities).hasContent("others");
        assertThat(output).contains("taken: control/servercert.pem", "there already: control/clientca.pem");
    }

    @Test
    void controlFilesAreTakenOrTheReasonIsTold() throws IOException {
        server.control.put("rcpthosts", List.of("own.example"));
        run();
        assertThat(server.control)
                .containsEntry("me", List.of("mail.example.org"))
                .containsEntry("rcpthosts", List.of("own.example", "example.org", "list.example"))
                .containsEntry("databytes", List.of("1000000"))
                .containsEntry("tcp.smtp", List.of("127.:allow,RELAYCLIENT=\"\"", ":allow"))
                .doesNotContainKey("smtproutes");
        assertThat(output)
                .contains(
                        "taken: control/rcpthosts\n",
                        "not understood: control/smtproutes: control/smtproutes line 1: 'no colon': ",
                        "not needed: control/morercpthosts.cdb",
                        "not understood: control/taps");
    }

    @Test
    void rtls16RelaysAreTakenWithTheirPasswordsOnce() throws IOException {
        server.control.put("smtproutes", List.of("own.example:there|me|own"));
        file(qmail.resolve("control/smtproutes"), "own.example:there|me|old\n:relay:587|me@x|p:a|s\n");
        file(qmail.resolve("control/authsenders"), "@example.org:relay:465|me|secret\n");
        run();
        assertThat(server.control)
                .containsEntry("smtproutes", List.of("own.example:there|me|own", ":relay:587|me@x|p:a|s"))
                .containsEntry("authsenders", List.of("@example.org:relay:465|me|secret"));
        run();
        assertThat(output).contains("there already: control/smtproutes", "there already: control/authsenders");
        assertThat(server.control.get("smtproutes")).hasSize(2);
        assertThat(output).doesNotContain("p:a", "secret");
    }

    @Test
    void rtls5TheHostsForTlsAreTaken() throws IOException {
        Path control = qmail.resolve("control");
        file(control.resolve("tlshosts/mx.example.pem"), "pem\n");
        file(control.resolve("tlshosts/exhaustivelist"), "");
        file(control.resolve("notlshosts/old.example"), "");
        file(control.resolve("clientcert.pem"), "pem\n");
        file(control.resolve("tlsclientciphers"), "HIGH\n");
        run();
        assertThat(home.resolve("control/tlshosts/mx.example.pem")).hasContent("pem\n");
        assertThat(home.resolve("control/tlshosts/exhaustivelist")).exists();
        assertThat(home.resolve("control/notlshosts/old.example")).exists();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("control/clientcert.pem"))))
                .isEqualTo("rw-------");
        assertThat(output).contains("taken: control/tlshosts/mx.example.pem", "not needed: control/tlsclientciphers");
    }

    @Test
    void rtls5HostsThatWereWrittenByItselfAreNotTaken() throws IOException {
        file(qmail.resolve("control/notlshosts/old.example"), "");
        file(qmail.resolve("control/notlshosts_auto"), "1\n");
        run();
        assertThat(home.resolve("control/notlshosts")).doesNotExist();
        assertThat(output).contains("not needed: control/notlshosts: control/notlshosts_auto wrote it");
    }

    @Test
    void vp1And2And3DomainsAndUsersWithTheirPasswords() throws IOException {
        run();
        assertThat(server.domains).containsExactlyInAnyOrder("example.org", "catch.example", "black.example");
        assertThat(server.mailboxes)
                .containsEntry("postmaster@example.org", HASH)
                .containsEntry("ana@example.org", HASH)
                .containsEntry("nopop@example.org", HASH)
                .doesNotContainKey("bounced@example.org");
        assertThat(output)
                .contains(
                        "taken: mailbox ana@example.org: 2 messages",
                        "not needed: mailbox bounced@example.org",
                        "vpasswd line 5: must be name:hash:uid:gid:gecos:dir:quota",
                        "not understood: notes.txt of example.org");
    }

    @Test
    void vp3FlagsBecomeRights() throws IOException {
        run();
        assertThat(server.rights)
                .containsEntry("ana@example.org", List.of("pop3", "submission", "relay"))
                .containsEntry("postmaster@example.org", List.of("pop3", "submission", "relay"))
                .containsEntry("nopop@example.org", List.of("submission", "relay"))
                .containsEntry("norelay@example.org", List.of("pop3", "submission"))
                .containsEntry("nosmtp@example.org", List.of("relay"));
        assertThat(server.mailboxes).containsEntry("nosmtp@example.org", HASH);
    }

    @Test
    void vp6QuotasAreKept() throws IOException {
        run();
        assertThat(server.quotas)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("ana@example.org", 1_000_000L, "postmaster@example.org", 2_097_152L));
    }

    @Test
    void messagesKeepTheirNamesAndTimes() throws IOException {
        run();
        Path maildir = home.resolve("mail/example.org/ana/Maildir");
        assertThat(tree(maildir))
                .isEqualTo(Map.of(
                        "new/1249625104.1.mail", LONG_AGO + "Subject: new\n\n1\n",
                        "cur/1249625105.2.mail,S=16:2,S", LONG_AGO + "Subject: read\n\n2\n"));
        assertThat(maildir.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void vp4And5ImportsTheDeliveriesOfOtherNames() throws IOException {
        run();
        Path mail = home.resolve("mail");
        assertThat(mail.resolve("example.org/.qmail-info")).hasContent("&ana@example.org\n");
        assertThat(mail.resolve("example.org/.qmail-default")).doesNotExist();
        assertThat(mail.resolve("example.org/ana/.qmail")).hasContent("./Maildir/\n&copy@far.example\n");
        assertThat(mail.resolve("catch.example/.qmail-default")).hasContent("&ana@example.org\n");
        assertThat(mail.resolve("black.example/.qmail-default")).content().startsWith("#");
    }

    @Test
    void sp6UsersAndTheUserAlias() throws IOException {
        run();
        assertThat(home.resolve("users/assign"))
                .hasContent("=joe:joe:1:1:" + directory.resolve("home-of-joe")
                        + ":::\n+ann-:ann:1:1:/nowhere/ann:-::\n.\n");
        assertThat(home.resolve("alias/.qmail-postmaster")).hasContent("&joe\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("alias/.qmail-root"))))
                .isEqualTo("rwx------");
        assertThat(output)
                .contains(
                        "not needed: users/assign line 1: domain example.org",
                        "not understood: users/assign line 3: 'nonsense'",
                        "users/assign line 4: taken, but there is no home directory /nowhere/ann",
                        "not needed: users/cdb");
    }

    @Test
    void qs3NamesInvalidAddressesAndTakesTheOthers() throws IOException {
        Path queue = qmail.resolve("queue");
        file(queue.resolve("info/7/1234"), "Fbo@far.example\0");
        file(queue.resolve("remote/7/1234"), "Tx@far.example\0Ty\nspy@far.example\0T" + "z".repeat(1000) + "@x\0");
        file(queue.resolve("todo/1235"), "u0\0p1\0Fana\n\0Tana@example.org\0");
        run();
        assertThat(left())
                .containsExactly(new Envelope("bo@far.example", List.of("open@list.example", "x@far.example")));
        assertThat(output)
                .contains(
                        "not understood: queue message 1234: recipient: address 'y?spy@far.example': must not have control",
                        "not understood: queue message 1234: recipient: address 'zzz",
                        "not understood: queue message 1235: sender: address 'ana?': must not");
    }

    @Test
    void qs3And4QueuedMessagesGoOutToTheRecipientsThatLackThem() throws IOException {
        run();
        assertThat(left())
                .containsExactlyInAnyOrder(
                        new Envelope("bo@far.example", List.of("open@list.example", "x@far.example")),
                        new Envelope("", List.of("ana@example.org")));
        assertThat(output)
                .contains("not understood: queue message 1236", "not needed: queue message 1237: everybody has got it");
        PickupDirectory maildrop = new PickupDirectory(home.resolve("maildrop"));
        try (InputStream in = maildrop.open(maildrop.waiting().get(0)).body().open()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).startsWith("Subject: ");
        }
    }

    @Test
    void whileQmailSendRunsTheQueueIsNotTaken() throws Exception {
        Path mutex = qmail.resolve("queue/lock/sendmutex");
        file(mutex, "");
        Process sender = new ProcessBuilder("flock", mutex.toString(), "sh", "-c", "echo locked; cat").start();
        try {
            assertThat(sender.inputReader().readLine()).isEqualTo("locked");
            assertThat(run()).as("some of the tree is not understood").isEqualTo(100);
            assertThat(left()).isEmpty();
            assertThat(output).contains("not now: queue: qmail-send is at work on it (process ");
        } finally {
            sender.outputWriter().close();
            sender.waitFor();
        }
        run();
        assertThat(left()).hasSize(2);
    }

    /** Its lock is not to be seen, as that of a process in another container; its pipe is. */
    @Test
    void whileQmailSendRunsInAnotherContainerTheQueueIsNotTaken() throws Exception {
        Path trigger = qmail.resolve("queue/lock/trigger");
        Files.createDirectories(trigger.getParent());
        assertThat(new ProcessBuilder("mkfifo", trigger.toString()).start().waitFor())
                .isZero();
        try (FileChannel ignored = FileChannel.open(trigger, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            run();
            assertThat(left()).isEmpty();
            assertThat(output).contains("not now: queue: qmail-send is at work on it (it reads lock/trigger)");
        }
        run();
        assertThat(left()).hasSize(2);
    }

    @Test
    void aHomeThatNoServerHasIsLeftAlone() throws IOException {
        Map<String, String> before = tree(home);
        ImportRun run = ImportRun.withoutServer(directory, qmail, vpopmail, home, server);
        assertThat(run.exit()).isEqualTo(100);
        assertThat(run.output()).contains(home + " is the home of no server that runs: --home must be that of");
        assertThat(tree(home)).isEqualTo(before);
        assertThat(server.changes).isZero();
    }

    @Test
    void aSecondRunTakesNothingTwice() throws IOException {
        run();
        Map<String, String> once = tree(home);
        int changes = server.changes;
        run();
        assertThat(tree(home)).isEqualTo(once);
        assertThat(server.changes).isEqualTo(changes);
        assertThat(output).contains("taken 0, ").doesNotContain("\ntaken: ");
    }

    @Test
    void theNextRunTakesMailThatHasComeSince() throws IOException {
        run();
        Path read = home.resolve("mail/example.org/ana/Maildir/new/1249625104.1.mail");
        Files.move(read, home.resolve("mail/example.org/ana/Maildir/cur/1249625104.1.mail:2,"));
        file(vpopmail.resolve("domains/example.org/ana/Maildir/new/1249625109.4.mail"), "Subject: late\n\n");
        run();
        assertThat(output).contains("taken: mailbox ana@example.org: 1 messages");
        assertThat(tree(home.resolve("mail/example.org/ana/Maildir"))).hasSize(3);
    }

    @Test
    void leavesOutFilesInAMaildirThatAreNoMessages() throws Exception {
        Path maildir = vpopmail.resolve("domains/example.org/ana/Maildir");
        Path secret = directory.resolve("secret");
        file(secret, "secret\n");
        Files.createSymbolicLink(maildir.resolve("new/1249625107.link"), secret);
        Files.createDirectory(maildir.resolve("cur/backup"));
        assertThat(new ProcessBuilder(
                                "mkfifo", maildir.resolve("cur/1249625108.pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.delete(vpopmail.resolve("domains/example.org/ana/.qmail"));
        Files.createSymbolicLink(vpopmail.resolve("domains/example.org/ana/.qmail"), secret);
        Path nopop = Files.createDirectories(vpopmail.resolve("domains/example.org/nopop/Maildir"));
        Files.createSymbolicLink(nopop.resolve("new"), maildir.resolve("new"));
        run();
        assertThat(output)
                .contains("taken: mailbox ana@example.org: 2 messages", "1249625107.link: must be a regular file")
                .contains("failed: messages in new: ");
        Path mail = home.resolve("mail/example.org");
        assertThat(tree(mail.resolve("ana/Maildir"))).hasSize(2);
        assertThat(mail.resolve("ana/.qmail")).doesNotExist();
        assertThat(tree(mail.resolve("nopop"))).isEmpty();
    }

    @Test
    void aDryRunTellsTheSameAndDoesNothing() throws IOException {
        Map<String, String> before = tree(home);
        run("--dry-run");
        String told = output;
        assertThat(tree(home)).isEqualTo(before);
        assertThat(server.changes).isZero();
        run();
        assertThat(told).isEqualTo(output);
    }

    @Test
    void theSourceIsNotChanged() throws IOException {
        Map<String, String> before = tree(qmail);
        Map<String, String> beforeVpopmail = tree(vpopmail);
        run();
        assertThat(tree(qmail)).isEqualTo(before);
        assertThat(tree(vpopmail)).isEqualTo(beforeVpopmail);
    }
}
