package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.application.BeansFile;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.Users;
import ee.qmail.home.QmailHome;
import ee.qmail.lspawn.AssignFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressTraceTest {
    @TempDir
    private Path directory;

    private AddressTrace trace;
    private QmailHome home;
    private Path ana;

    private final Users accounts = new Users() {
        @Override
        public boolean isServed(String domain) {
            return domain.equals("example.org");
        }

        @Override
        public Optional<LocalUser> lookup(String localPart, String domain) {
            if (!isServed(domain)) {
                return Optional.empty();
            }
            return switch (localPart) {
                case "a \"b" -> Optional.of(new LocalUser.MailboxUser("x@example.org", ana.resolve("Maildir"), 0));
                case "ana" -> Optional.of(new LocalUser.MailboxUser("ana@example.org", ana.resolve("Maildir"), 0));
                case "all" ->
                    Optional.of(new LocalUser.AliasUser("all@example.org", List.of("bob@x.example", "jms:queue:q")));
                default -> Optional.empty();
            };
        }
    };

    @BeforeEach
    void prepare() throws IOException {
        home = new QmailHome(directory.resolve("qmail"));
        new FirstStart(home).prepare("mail.example.org");
        control("locals", "mail.example.org\n");
        control("rcpthosts", "example.org\n");
        control("virtualdomains", "example.org:example.org\n");
        control("smtproutes", "far.example:relay.example.net:2525\n");
        ana = Files.createDirectories(directory.resolve("mail/ana"));
        start();
    }

    private void start() {
        ControlFiles controlFiles = new ControlFiles(home.control(), warning -> {});
        LocalUserSearch users = new LocalUserSearch(
                accounts,
                new AssignFile(home.assign(), warning -> {}),
                new BeansFile(home.beans(), warning -> {}),
                home,
                controlFiles);
        trace = new AddressTrace(controlFiles, users, new DotQmailDelivery(controlFiles, null, null, null));
    }

    private void control(String file, String content) throws IOException {
        Files.writeString(home.control().resolve(file), content);
    }

    @Test
    void anAddressInQuotesIsTheOneThatSmtpTakesOutOfThem() {
        assertThat(trace.of("\"a \\\"b\"@example.org").by()).isEqualTo("mailbox");
        assertThat(trace.of("\"ana\"@example.org").rewritten()).isEqualTo("example.org-ana@example.org");
        assertThat(trace.of("\"@example.org").problem()).isNotNull();
    }

    @Test
    void thePostmasterOfThisHostIsForAnybody() {
        assertThat(trace.of("postmaster@mail.example.org").fromAnybody()).isTrue();
        assertThat(trace.of("ana@mail.example.org").fromAnybody()).isFalse();
        assertThat(trace.of("postmaster@mail.example.org").problem())
                .contains("mail.example.org", "not there yet", "deferred");
    }

    @Test
    void dq14AMailboxIsAMaildirUnlessAFileBesideItSaysOtherwise() throws IOException {
        assertThat(trace.of("ana@example.org"))
                .isEqualTo(new AddressTrace.Trace(
                        "ana@example.org",
                        true,
                        "local",
                        "example.org-ana@example.org",
                        "mailbox",
                        List.of("maildir " + ana.resolve("Maildir")),
                        null));
        Path file =
                Files.writeString(ana.resolve(".qmail"), "# kept\n./Maildir/\n./mbox\n|/bin/true x\n&bob@y.example\n");
        assertThat(trace.of("ana@example.org").by()).isEqualTo(file.toString());
        assertThat(trace.of("ana@example.org").deliveries())
                .containsExactly(
                        "maildir " + ana.resolve("Maildir"),
                        "mbox " + ana.resolve("mbox"),
                        "program /bin/true x",
                        "forward bob@y.example");
    }

    @Test
    void dq14AliasesAndOtherServersAreToldToo() {
        assertThat(trace.of("all@example.org").deliveries())
                .containsExactly("forward bob@x.example", "forward jms:queue:q");
        AddressTrace.Trace far = trace.of("bob@far.example");
        assertThat(far.channel()).isEqualTo("remote");
        assertThat(far.fromAnybody()).isFalse();
        assertThat(far.by()).isEqualTo("control/smtproutes");
        assertThat(far.deliveries()).containsExactly("relay relay.example.net:2525");
        assertThat(trace.of("bob@x.example").deliveries()).containsExactly("mail exchangers of x.example");
    }

    @Test
    void dq14NamesFaultsOfAddressesAndFiles() throws IOException {
        assertThat(trace.of("nobody@example.org").problem()).contains("no mailbox here");
        Files.writeString(ana.resolve(".qmail"), "./Maildir/\n& x\n");
        assertThat(trace.of("ana@example.org").problem()).contains("line 2", "'& x'");
        Files.writeString(ana.resolve(".qmail"), "./Maildir/\n/etc/mail\n");
        assertThat(trace.of("ana@example.org").problem()).startsWith("/etc/mail: must be in the home directory ");
        Files.writeString(home.assign(), "=joe:joe:1:1:nowhere\n.\n");
        start();
        assertThat(trace.of("joe@mail.example.org").problem()).contains("users/assign line 1", "deferred");
    }
}
