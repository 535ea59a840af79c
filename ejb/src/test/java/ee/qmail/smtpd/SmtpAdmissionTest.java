package ee.qmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.control.ControlFiles;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.dns.FakeDns;
import ee.qmail.local.LocalUserSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmtpAdmissionTest {
    private static final Client STRANGER = TestAdmission.client("192.0.2.7");

    @TempDir
    private Path control;

    @TempDir
    private Path maildir;

    private final FakeDns dns = new FakeDns();
    private LocalUserSearch users = new LocalUserSearch() {};
    private ControlFiles controlFiles;

    private SmtpAdmission admission() {
        return TestAdmission.of(controlFiles, users, dns);
    }

    private void control(Map<String, String> files) throws IOException {
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        Files.writeString(control.resolve("rcpthosts"), "example.org\n");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(control.resolve(file.getKey()), file.getValue());
        }
        controlFiles = new ControlFiles(control, warning -> {
            throw new AssertionError(warning);
        });
    }

    private SmtpPolicy admit(String ip) {
        return admission().admit(TestAdmission.client(ip), new Load(1, 1, 1));
    }

    @Test
    void ts4ADeniedClientIsToldSoAndDisconnected() throws IOException {
        control(Map.of("tcp.smtp", "192.0.2.66:deny\n127.:allow,RELAYCLIENT=\"\"\n:allow\n"));
        assertThat(admit("192.0.2.66").refusal()).startsWith("554 5.7.1 ");
        assertThat(admit("192.0.2.67").refusal()).isNull();
        assertThat(admit("192.0.2.67").mayRelay()).isFalse();
        assertThat(admit("127.0.0.1").mayRelay()).isTrue();
    }

    @Test
    void ts1ConnectionsAreLimitedInAllAndForAnAddress() throws IOException {
        control(Map.of("concurrencyincoming", "10\n", "maxconnip", "3\n"));
        Client peer = TestAdmission.client("192.0.2.7");
        assertThat(admission().admit(peer, new Load(10, 3, 1)).refusal()).isNull();
        assertThat(admission().admit(peer, new Load(11, 1, 1)).refusal()).startsWith("421 4.7.0 ");
        assertThat(admission().admit(peer, new Load(10, 4, 1)).refusal()).startsWith("421 4.7.0 ");
    }

    @Test
    void abuse4ConnectionsOfANetworkAreLimitedByTheMinuteUnlessItMayRelay() throws IOException {
        control(Map.of("maxconnminute", "5\n", "tcp.smtp", "192.0.2.8:allow,RELAYCLIENT=\"\"\n:allow\n"));
        Client stranger = TestAdmission.client("192.0.2.7");
        assertThat(admission().admit(stranger, new Load(1, 1, 5)).refusal()).isNull();
        assertThat(admission().admit(stranger, new Load(1, 1, 6)).refusal())
                .isEqualTo("421 4.7.0 too many connections within a minute, try again later");
        assertThat(admission()
                        .admit(TestAdmission.client("192.0.2.8"), new Load(1, 1, 6))
                        .refusal())
                .isNull();
        control(Map.of("maxconnminute", "0\n"));
        assertThat(admission().admit(stranger, new Load(1, 1, 1_000_000)).refusal())
                .isNull();
    }

    @Test
    void abuse5OnlyOtherMailServersWaitForTheGreeting() throws IOException {
        control(Map.of(
                "greetdelay", "2\n", "brtlimit", "7\n", "tcp.smtp", "192.0.2.8:allow,GREETDELAY=\"0\"\n:allow\n"));
        assertThat(admit("192.0.2.7").patience())
                .isEqualTo(new SmtpPolicy.Patience(Duration.ofSeconds(2), 7, Duration.ofSeconds(5)));
        assertThat(admit("192.0.2.8").patience().greetdelay()).isZero();
        Client user = new Client(TestAdmission.client("192.0.2.7").peer(), Door.SUBMISSION);
        assertThat(admission().admit(user, new Load(1, 1, 1)).patience().greetdelay())
                .isZero();
    }

    @Test
    void ts1And2NamesAreLookedUpWhereARuleIsAboutThem() throws IOException {
        dns.name("192.0.2.7", "host.good.example")
                .name("192.0.2.8", "bad.example")
                .failing("192.0.2.9");
        control(Map.of("tcp.smtp", "=.good.example:allow,RELAYCLIENT=\"\"\n=bad.example:deny\n:allow\n"));
        assertThat(admission().admitAtOnce(TestAdmission.client("192.0.2.7"), new Load(1, 1, 1)))
                .isEmpty();
        assertThat(admit("192.0.2.7").mayRelay()).isTrue();
        assertThat(admit("192.0.2.8").refusal()).startsWith("554 ");
        assertThat(admit("192.0.2.9").refusal()).isNull();
        assertThat(admit("192.0.2.9").mayRelay()).isFalse();
        control(Map.of("tcp.smtp", ":allow,DATABYTES=\"77\"\n"));
        assertThat(admission().admitAtOnce(TestAdmission.client("192.0.2.8"), new Load(1, 1, 1)))
                .hasValueSatisfying(policy -> assertThat(policy.databytes()).isEqualTo(77));
    }

    @Test
    void vp6AFullMailboxIsToldBeforeTheMessageComes() throws IOException {
        control(Map.of("locals", "example.org\n"));
        Path full = maildir.resolve("Maildir");
        Files.createDirectories(full.resolve("new"));
        Files.createDirectories(full.resolve("cur"));
        Files.writeString(full.resolve("new/1.a.host"), "x".repeat(100));
        users = new LocalUserSearch() {
            @Override
            public Optional<LocalUser> find(String address) {
                return Optional.of(new MailboxUser(address, full, address.startsWith("ana@") ? 100 : 101));
            }

            @Override
            public Optional<LocalUser> findInMemory(String address) {
                return find(address);
            }
        };
        SmtpPolicy policy = admit("192.0.2.7");
        assertThat(admission().checkAtOnce(STRANGER, policy, "", "ana@example.org", 0))
                .isEmpty();
        assertThat(admission().check(STRANGER, policy, "", "ana@example.org", 0))
                .isEqualTo(RecipientVerdict.MAILBOX_FULL);
        assertThat(admission().check(STRANGER, policy, "", "bob@example.org", 0))
                .isEqualTo(RecipientVerdict.ACCEPTED_WITHIN_QUOTA);
        assertThat(admission().check(STRANGER, policy, "", "bob@example.org", 1))
                .isEqualTo(RecipientVerdict.ACCEPTED_WITHIN_QUOTA);
        for (long declared : new long[] {2, Long.MAX_VALUE}) {
            assertThat(admission().check(STRANGER, policy, "", "bob@example.org", declared))
                    .isEqualTo(RecipientVerdict.MAILBOX_FULL);
        }
        Files.writeString(full.resolveSibling(".qmail"), "&bob@far.example\n");
        assertThat(admission().check(STRANGER, policy, "", "ana@example.org", 2))
                .isEqualTo(RecipientVerdict.ACCEPTED_WITHIN_QUOTA);
    }

    private final List<String> lookedUp = new ArrayList<>();

    private RecipientVerdict rcpt(String sender, String recipient) {
        users = new LocalUserSearch() {
            @Override
            public Optional<LocalUser> find(String address) {
                lookedUp.add(address);
                return Optional.of(new MailboxUser(address, maildir, 0));
            }
        };
        return admission().check(STRANGER, admit("192.0.2.7"), sender, recipient, 0);
    }

    @Test
    void rfc5890BothSpellingsOfADomainAreOneInEveryTable() throws IOException {
        control(Map.of(
                "rcpthosts", "b\u00fccher.example\nxn--strae-oqa.example\n",
                "virtualdomains", "xn--bcher-kva.example:xn--bcher-kva.example\n",
                "locals", "stra\u00dfe.example\n",
                "badmailfrom", "@b\u00f6se.example\nben@xn--fa-hia.example\n"));
        for (String domain : List.of("b\u00fccher.example", "B\u00dcCHER.Example", "XN--BCHER-KVA.example")) {
            assertThat(rcpt("", "ana@" + domain)).as(domain).isEqualTo(RecipientVerdict.ACCEPTED);
        }
        assertThat(rcpt("", "ana@stra\u00dfe.example")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(lookedUp)
                .containsExactly(
                        "xn--bcher-kva.example-ana@xn--bcher-kva.example",
                        "xn--bcher-kva.example-ana@xn--bcher-kva.example",
                        "xn--bcher-kva.example-ana@XN--BCHER-KVA.example",
                        "ana@xn--strae-oqa.example");
        assertThat(rcpt("", "ana@strasse.example")).isEqualTo(RecipientVerdict.NOT_IN_RCPTHOSTS);
        assertThat(rcpt("", "ana@b\u00fcch\u0435r.example"))
                .as("with a Cyrillic letter")
                .isEqualTo(RecipientVerdict.NOT_IN_RCPTHOSTS);
        assertThat(rcpt("x@xn--bse-sna.example", "ana@b\u00fccher.example")).isEqualTo(RecipientVerdict.BAD_MAIL_FROM);
        assertThat(rcpt("Ben@FA\u00df.example", "ana@b\u00fccher.example")).isEqualTo(RecipientVerdict.BAD_MAIL_FROM);
    }

    @Test
    void rfc5321ThePostmasterOfThisHostIsForAnybody() throws IOException {
        control(Map.of("locals", "example.org\n"));
        assertThat(rcpt("", "postmaster")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(rcpt("", "PostMaster@MAIL.example.org")).isEqualTo(RecipientVerdict.ACCEPTED);
        assertThat(rcpt("", "ana@mail.example.org")).isEqualTo(RecipientVerdict.NOT_IN_RCPTHOSTS);
        assertThat(rcpt("", "postmaster@far.example")).isEqualTo(RecipientVerdict.NOT_IN_RCPTHOSTS);
        assertThat(lookedUp).containsExactly("postmaster@mail.example.org", "PostMaster@MAIL.example.org");
    }

    @Test
    void ts6ABlockedClientHasItsRecipientsRefusedAndIsAskedAboutOnlyIfItMustBe() throws IOException {
        dns.host("7.2.0.192.bl.test", "127.0.0.2");
        control(Map.of("blocklists", "bl.test\n", "tcp.smtp", "192.0.2.8:allow,RELAYCLIENT=\"\"\n:allow\n"));
        assertThat(admission().admitAtOnce(TestAdmission.client("192.0.2.7"), new Load(1, 1, 1)))
                .isEmpty();
        SmtpPolicy policy = admit("192.0.2.7");
        assertThat(policy.blocked()).isEqualTo("553 5.7.1 192.0.2.7 is listed by bl.test");
        assertThat(admission().check(STRANGER, policy, "", "ana@example.org", 0))
                .isEqualTo(RecipientVerdict.BLOCKED);
        assertThat(admission().admitAtOnce(TestAdmission.client("192.0.2.8"), new Load(1, 1, 1)))
                .hasValueSatisfying(relay -> assertThat(relay.blocked()).isNull());
    }

    @Test
    void code2AndSub7NeitherAMissingRcpthostsNorABlocklistKeepsUsersOut() throws IOException {
        control(Map.of("blocklists", "bl.example\n"));
        Files.delete(control.resolve("rcpthosts"));
        controlFiles = new ControlFiles(control, warning -> {});
        dns.host("7.2.0.192.bl.example", "127.0.0.2");
        Client user = new Client(TestAdmission.peer("192.0.2.7"), Door.SUBMISSION);

        assertThat(admit("192.0.2.7").refusal()).startsWith("421 4.3.5 ");
        SmtpPolicy policy = admission().admitAtOnce(user, new Load(1, 1, 1)).orElseThrow();
        assertThat(policy.refusal()).isNull();
        assertThat(policy.blocked()).isNull();
        assertThat(policy.mayRelay()).isFalse();
    }

    private boolean offersDsn(String ip, Door door) {
        Client client = new Client(TestAdmission.peer(ip), door);
        SmtpPolicy policy = admission().admit(client, new Load(1, 1, 1));
        return admission().changed(client, policy).offersDsn();
    }

    @Test
    void notificationsAreForUsersAndRelayClientsUnlessDsnOffersThemToAll() throws IOException {
        control(Map.of(
                "tcp.smtp",
                "192.0.2.8:allow,RELAYCLIENT=\"\"\n192.0.2.9:allow,DSN=\"yes\"\n"
                        + "192.0.2.10:allow,RELAYCLIENT=\"\",DSN=\"no\"\n:allow\n"));
        assertThat(offersDsn("192.0.2.7", Door.MX)).isFalse();
        assertThat(offersDsn("192.0.2.8", Door.MX)).isTrue();
        assertThat(offersDsn("192.0.2.9", Door.MX)).isTrue();
        assertThat(offersDsn("192.0.2.10", Door.MX)).isFalse();
        assertThat(offersDsn("192.0.2.10", Door.SUBMISSION)).isTrue();
        assertThat(offersDsn("192.0.2.7", Door.SUBMISSIONS)).isTrue();

        control(Map.of("dsn", "yes\n"));
        assertThat(offersDsn("192.0.2.7", Door.MX)).isTrue();
        assertThat(offersDsn("192.0.2.10", Door.MX)).isFalse();
    }
}
