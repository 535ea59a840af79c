package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.address.AddressPattern;
import ee.qmail.application.BeansFile;
import ee.qmail.contract.BeanFigures;
import ee.qmail.contract.BeanMail;
import ee.qmail.contract.MailConsumer;
import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.MailUsers;
import ee.qmail.directory.Users;
import ee.qmail.home.QmailHome;
import ee.qmail.lspawn.Assign;
import ee.qmail.lspawn.AssignFile;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.routing.Rewriting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalUserSearchTest {
    @TempDir
    private Path directory;

    private LocalUserSearch users;
    private QmailHome home;
    private ControlFiles controlFiles;
    private final List<String> warnings = new ArrayList<>();
    private final Set<String> served = new HashSet<>(Set.of("example.org", "example.org-sub"));
    private final Set<String> there = new HashSet<>();
    private Path joe;

    private final Users accounts = new Users() {
        @Override
        public boolean isServed(String domain) {
            return served.contains(domain);
        }

        @Override
        public Optional<LocalUser> lookup(String localPart, String domain) {
            return isServed(domain) && (localPart.equals("ana") || there.contains(localPart + "@" + domain))
                    ? Optional.of(new LocalUser.MailboxUser(localPart + "@" + domain, directory, 0))
                    : Optional.empty();
        }

        @Override
        public MailUsers inMemory() {
            return this;
        }
    };

    @BeforeEach
    void prepare() throws IOException {
        joe = Files.createDirectory(directory.resolve("joe"));
        home = new QmailHome(directory.resolve("qmail"));
        new FirstStart(home).prepare("mail.example.org");
        control("virtualdomains", "example.org:example.org\nexample.org-sub:example.org-sub\n");
    }

    private void control(String file, String content) throws IOException {
        Files.writeString(home.control().resolve(file), content);
        start();
    }

    private void start() {
        controlFiles = new ControlFiles(home.control(), warnings::add);
        users = new LocalUserSearch(
                accounts,
                new AssignFile(home.assign(), warnings::add),
                new BeansFile(home.beans(), warnings::add),
                home,
                controlFiles);
    }

    private void assign(String lines) throws IOException {
        Files.writeString(home.assign(), lines);
        start();
    }

    /** As qmail-send would have it looked up. */
    private String whoIs(String recipient) {
        return who(new Rewriting(controlFiles.current()).route(recipient).address());
    }

    private String who(String address) {
        return users.find(address)
                .map(user -> user instanceof LocalUser.DotQmailUser dotted
                        ? dotted.assignment().user() + " " + dotted.assignment().dash() + " "
                                + dotted.assignment().ext()
                        : user.address())
                .orElse("nobody");
    }

    @Test
    void sp4AServedDomainIsAPrefixOfItsOwn() {
        assertThat(who("example.org-ana@example.org")).isEqualTo("ana@example.org");
        assertThat(who("example.org-sub-ana@x.example")).isEqualTo("ana@example.org-sub");
        assertThat(who("example.org-carol@example.org")).isEqualTo("nobody");
        assertThat(who("ana@example.org")).isEqualTo("ana@example.org");
    }

    @Test
    void sp4TheHostOfTheAddressSaysWhichDomainItIs() {
        served.add("example.org-evil");
        there.add("evil-ana@example.org");
        assertThat(whoIs("evil-ana@example.org")).isEqualTo("evil-ana@example.org");
        assertThat(whoIs("sub-ana@example.org")).isEqualTo("nobody");
        assertThat(whoIs("Sub-Ana@EXAMPLE.org")).isEqualTo("nobody");
        assertThat(whoIs("ana@example.org-sub")).isEqualTo("ana@example.org-sub");
    }

    @Test
    void sp4ALongerDomainIsNoOtherNameOfADomain() throws IOException {
        served.add("example.org-evil");
        there.add("evil-ana@example.org");
        control("virtualdomains", "other.example:example.org\nshop.example:example.org-shop\n");
        assertThat(whoIs("evil-ana@other.example")).isEqualTo("evil-ana@example.org");
        there.add("shop-info@example.org");
        assertThat(whoIs("info@shop.example")).isEqualTo("shop-info@example.org");
    }

    @Test
    void sp4ANameOfALocalHostMayLookLikeADomains() throws IOException {
        control("locals", "mail.example.org\n");
        served.add("mail.example.org");
        assertThat(whoIs("example.org-ana@mail.example.org")).isEqualTo("ana@example.org");
        there.add("example.org-ana@mail.example.org");
        assertThat(whoIs("example.org-ana@mail.example.org")).isEqualTo("example.org-ana@mail.example.org");
    }

    @Test
    void rfc5321TheFirstPostmasterIsTheOneOfThisHost() throws IOException {
        control("virtualdomains", "example.org:example.org\nshop.example:joe-shop\n");
        control("locals", "mail.example.org\nlocal.example\n");
        assertThatThrownBy(() -> whoIs("postmaster"))
                .as("its domain is made when the server starts, or within a second of a change of control/me")
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("mail.example.org");
        served.add("mail.example.org");
        there.add("postmaster@mail.example.org");
        assertThat(whoIs("postmaster")).isEqualTo("postmaster@mail.example.org");
        assertThat(whoIs("Postmaster@local.example")).isEqualTo("postmaster@local.example");
        assertThat(whoIs("postmaster@shop.example")).isEqualTo("joe-shop-postmaster@shop.example");
        assertThat(whoIs("postmaster@example.org")).isEqualTo("example.org-postmaster@example.org");
        assertThat(whoIs("po\u017ftmaster@local.example")).isEqualTo("nobody");
        assertThat(whoIs("postmaster2@local.example")).isEqualTo("nobody");
        Files.createFile(home.alias().resolve(".qmail-postmaster"));
        assertThat(whoIs("postmaster@local.example")).isEqualTo("alias - postmaster");

        control("me", "new.example\n");
        assertThat(new Rewriting(controlFiles.current())
                        .route("postmaster@new.example")
                        .channel())
                .isEqualTo(Channel.LOCAL);
        assertThat(whoIs("PostMaster@NEW.example")).isEqualTo("alias - PostMaster");
        assertThat(new Rewriting(controlFiles.current())
                        .route("ana@new.example")
                        .channel())
                .isEqualTo(Channel.REMOTE);
    }

    @Test
    void sp4AssignGoesBeforeAndTheLongerPrefixWins() throws IOException {
        Files.createFile(joe.resolve(".qmail-default"));
        assign("=joe:joe:1:1:" + joe + ":::\n+joe-:joe:1:1:" + joe + ":-::\n+example.org-c:joe:1:1:" + joe
                + ":-:x:\n+example:joe:1:1:" + joe + ":-::\n=example.org-ana:joe:1:1:" + joe + ":::\n.\n");

        assertThat(who("joe@mail.example.org")).isEqualTo("joe  ");
        assertThat(who("Joe-List@mail.example.org")).isEqualTo("joe - List");
        assertThat(who("example.org-carol@example.org")).isEqualTo("joe - xarol");
        assertThat(who("example.org-dora@example.org")).isEqualTo("nobody");
        assertThat(who("example.org-ana@example.org")).isEqualTo("joe  ");
    }

    @Test
    void anAddressExistsIfItsDotQmailFileDoes() throws IOException {
        assign("+joe-:joe:1:1:" + joe + ":-::\n.\n");
        assertThat(who("joe-list@mail.example.org")).isEqualTo("nobody");

        Files.createFile(joe.resolve(".qmail-list"));
        assertThat(who("joe-list@mail.example.org")).isEqualTo("joe - list");
    }

    @Test
    void sp5UnclaimedAddressesBelongToUserAlias() throws IOException {
        served.add("mail.example.org");
        there.add("postmaster@mail.example.org");
        assertThat(who("alias@mail.example.org")).isEqualTo("nobody");

        Files.createFile(home.alias().resolve(".qmail"));
        assertThat(who("alias@mail.example.org")).isEqualTo("alias  ");
        Files.createFile(home.alias().resolve(".qmail-postmaster"));
        Files.createFile(home.alias().resolve(".qmail-catch-default"));

        assertThat(who("Postmaster@mail.example.org")).isEqualTo("alias - Postmaster");
        assertThat(who("alias-catch-a@fax")).isEqualTo("alias - catch-a");
        assertThat(who("catch-a@fax")).isEqualTo("alias - catch-a");
        assertThat(who("carol@mail.example.org")).isEqualTo("nobody");
        assertThat(who("example.org-carol@example.org")).isEqualTo("nobody");
    }

    @Test
    void aWrongLineMakesOnlyItsOwnAddressesWait() throws IOException {
        Files.createFile(home.alias().resolve(".qmail-list"));
        assign("=joe:joe\nnonsense\n.\n");

        assertThat(who("example.org-ana@example.org")).isEqualTo("ana@example.org");
        assertThat(who("example.org-carol@example.org")).isEqualTo("nobody");
        assertThatThrownBy(() -> who("joe@mail.example.org")).isInstanceOf(Assign.BrokenEntryException.class);
        // either of these may be whom the second line is about
        assertThatThrownBy(() -> who("carol@mail.example.org")).isInstanceOf(Assign.BrokenEntryException.class);
        assertThatThrownBy(() -> who("list@mail.example.org")).isInstanceOf(Assign.BrokenEntryException.class);
        assertThat(warnings).hasSize(2);
    }

    @Test
    void aMissingHomeDirectoryIsTroubleAndNotAnUnknownUser() throws IOException {
        assign("+joe-:joe:1:1:" + directory.resolve("unmounted") + ":-::\n.\n");
        assertThatThrownBy(() -> who("joe-list@mail.example.org"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("unmounted");
    }

    @Test
    void callersThatMustNotWaitForTheDiskAreToldSo() throws IOException {
        Files.createFile(home.alias().resolve(".qmail-list"));
        assertThat(users.findInMemory("ana@example.org")).isPresent();
        assertThatThrownBy(() -> users.findInMemory("list@mail.example.org"))
                .isInstanceOf(MailUsers.NotInMemoryException.class);
    }

    @Test
    void aBeanGoesBeforeAMailboxAndItsMailWaitsWhileItIsNotRunning() throws IOException {
        new BeansFile(home.beans(), warnings::add).remember(List.of(AddressPattern.parse("ana@*")), false);
        start();
        assertThat(users.find("example.org-ANA@example.org"))
                .contains(new LocalUser.BeanUser("ana@example.org", null, false));
        MailConsumer bean = new MailConsumer() {
            @Override
            public Object bean() {
                return this;
            }

            @Override
            public BeanFigures figures() {
                throw new AssertionError();
            }

            @Override
            public String name() {
                return "bean of a test";
            }

            @Override
            public AddressPattern pattern() {
                return AddressPattern.parse("*@example.org");
            }

            @Override
            public boolean isAnsweredAtCommit() {
                return true;
            }

            @Override
            public DeliveryReport deliver(BeanMail mail, Door door) {
                throw new AssertionError();
            }
        };
        MailConsumerRegistry.add(bean);
        try {
            assertThat(users.find("example.org-ana@example.org"))
                    .contains(new LocalUser.BeanUser("ana@example.org", bean, true));
        } finally {
            MailConsumerRegistry.remove(bean);
        }
        Files.writeString(home.beans(), "# nothing\nwrong line\n");
        start();
        assertThat(users.find("example.org-ana@example.org"))
                .hasValueSatisfying(user -> assertThat(user).isInstanceOf(LocalUser.MailboxUser.class));
        assertThat(warnings).anySatisfy(text -> assertThat(text).contains("users/beans line 2", "'wrong line'"));
    }
}
