package ee.qmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Load;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.contract.Tls;
import ee.qmail.control.ControlFiles;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.LocalUser.AliasUser;
import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.dns.FakeDns;
import ee.qmail.local.LocalUserSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for users: who comes in, and as whom they send. */
class SubmissionDoorTest {
    private static final Tls TLS = new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, false, null, null);
    private static final Client STRANGER = new Client(TestAdmission.peer("203.0.113.7"), Door.SUBMISSION);

    @TempDir
    private Path control;

    private SmtpAdmission admission;

    @BeforeEach
    void prepare() throws IOException {
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        Files.writeString(control.resolve("locals"), "example.org\n");
        Files.writeString(control.resolve("blocklists"), "list.example\n");
        Files.writeString(
                control.resolve("senders"), "ana@example.org:shop@elsewhere.example\nana@example.org:@club.example\n");
        readControl();
    }

    private void readControl() {
        LocalUserSearch users = new LocalUserSearch() {
            @Override
            public Optional<LocalUser> find(String address) {
                return switch (address) {
                    case "ana@example.org", "ana-maria@example.org", "bo@example.org" ->
                        Optional.of(new MailboxUser(address, control, 0));
                    case "sales@example.org" ->
                        Optional.of(new AliasUser(address, List.of("bo@example.org", "Ana@Example.ORG")));
                    default -> Optional.empty();
                };
            }
        };
        admission = TestAdmission.of(new ControlFiles(control, warning -> {}), users, new FakeDns());
    }

    private SmtpPolicy admit(Client client) {
        return admission.admit(client, new Load(1, 1, 1));
    }

    private static Client ana(boolean mayRelay) {
        return STRANGER.with(TLS).with(new Identity("ana@example.org", Path.of("ana"), mayRelay));
    }

    /** CODE-2: users come from addresses of blocklists, and a new server has no rcpthosts. */
    @Test
    void code2NeitherBlocklistsNorAMissingRcpthostsShutUsersOut() {
        SmtpPolicy policy = admit(STRANGER);
        assertThat(policy.refusal()).isNull();
        assertThat(policy.blocked()).isNull();
        assertThat(admission.admitAtOnce(STRANGER, new Load(1, 1, 1))).isPresent();
        assertThat(admit(TestAdmission.client("203.0.113.7")).refusal()).startsWith("421 4.3.5 ");
    }

    @Test
    void auth1LogInsAreOfferedOverTlsAndAtThisDoorOnly() throws IOException {
        SmtpPolicy inClear = admit(STRANGER);
        assertThat(inClear.loginNeeded()).isTrue();
        assertThat(inClear.mechanisms()).isEmpty();
        SmtpPolicy encrypted = admission.changed(STRANGER.with(TLS), inClear);
        assertThat(encrypted.mechanisms())
                .contains("SCRAM-SHA-256", "PLAIN", "LOGIN")
                .doesNotContain("XOAUTH2");
        assertThat(encrypted.mayRelay()).isFalse();

        Files.writeString(control.resolve("rcpthosts"), "example.org\n");
        readControl();
        Client server = TestAdmission.client("203.0.113.7");
        SmtpPolicy mx = admit(server);
        assertThat(mx.mechanisms()).isEmpty();
        assertThat(mx.loginNeeded()).isFalse();
        assertThat(admission.changed(server.with(TLS), mx)).isEqualTo(mx);
    }

    /** A printer in the house may have no TLS; whoever allows it names it. */
    @Test
    void auth1AClientOfPlaintextloginMayLogInInClear() throws IOException {
        Files.writeString(control.resolve("plaintextlogin"), "203.0.113.0/24\n");
        readControl();
        assertThat(admit(STRANGER).mechanisms()).contains("PLAIN");
        assertThat(admit(new Client(TestAdmission.peer("198.51.100.1"), Door.SUBMISSION))
                        .mechanisms())
                .isEmpty();
        assertThat(admit(new Client(TestAdmission.peer("127.0.0.1"), Door.SUBMISSION))
                        .mechanisms())
                .isEmpty();
    }

    @Test
    void sub1AfterALogInMailGoesEverywhereUnlessTheUserMayNot() {
        SmtpPolicy before = admit(STRANGER.with(TLS));
        assertThat(admission.changed(ana(true), before).mayRelay()).isTrue();
        SmtpPolicy inHouse = admission.changed(ana(false), before);
        assertThat(inHouse.mayRelay()).isFalse();
        assertThat(admission.check(ana(false), inHouse, "ana@example.org", "x@far.example", 0))
                .isEqualTo(RecipientVerdict.NOT_IN_RCPTHOSTS);
    }

    private RecipientVerdict rcpt(String sender) {
        SmtpPolicy policy = admission.changed(ana(true), admit(STRANGER));
        return admission.check(ana(true), policy, sender, "x@far.example", 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ana@example.org",
                "ANA@Example.org",
                "ana-shop@example.org",
                "sales@example.org",
                "shop@elsewhere.example",
                "anybody@club.example"
            })
    void sub2AUserSendsAsItself(String sender) {
        assertThat(rcpt(sender)).isEqualTo(RecipientVerdict.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bo@example.org",
                "nobody@example.org",
                "anabel@example.org",
                "ana-maria@example.org",
                "ana@example.org.evil.example",
                "ana-shop@far.example",
                "x@far.example",
                "other@elsewhere.example",
                "ana",
                "postmaster@example.org"
            })
    void sub2AUserDoesNotSendAsAnother(String sender) {
        assertThat(rcpt(sender)).isEqualTo(RecipientVerdict.NOT_YOUR_SENDER);
    }

    /** The certificate is verified by the handshake; a listed one lets its holder relay, and nothing else makes anybody equal. */
    @Test
    void tls15AListedCertificateNeedsNoLogIn() throws IOException {
        Tls printer = certified("Printer@Example.ORG");
        assertThat(admission.changed(STRANGER.with(printer), admit(STRANGER)).loginNeeded())
                .as("without the file")
                .isTrue();
        Files.writeString(control.resolve("tlsclients"), "printer@example.org\n");
        readControl();
        SmtpPolicy policy = admission.changed(STRANGER.with(printer), admit(STRANGER));
        assertThat(policy.loginNeeded()).isFalse();
        assertThat(policy.mechanisms()).contains("EXTERNAL", "PLAIN");
        assertThat(admission.check(STRANGER.with(printer), policy, "scan@example.org", "x@far.example", 0))
                .isEqualTo(RecipientVerdict.ACCEPTED);
        for (Tls other : List.of(TLS, certified("bo@example.org"), certified("printer@example.org.evil.example"))) {
            SmtpPolicy before = admission.changed(STRANGER.with(other), admit(STRANGER));
            assertThat(before.loginNeeded()).isTrue();
            assertThat(before.mayRelay()).isFalse();
        }
    }

    @Test
    void tls15OtherServersHaveNoSuchRight() throws IOException {
        Files.writeString(control.resolve("tlsclients"), "printer@example.org\n");
        Files.writeString(control.resolve("rcpthosts"), "example.org\n");
        readControl();
        Client server = TestAdmission.client("203.0.113.7");
        SmtpPolicy mx = admit(server);
        assertThat(admission.changed(server.with(certified("printer@example.org")), mx))
                .isEqualTo(mx);
    }

    private static Tls certified(String address) {
        return new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, false, address, "CN=p");
    }

    @Test
    void code13TheMachineOfAUserIsHiddenBySetting() throws IOException {
        assertThat(admit(STRANGER).hidesClient()).isFalse();
        Files.writeString(control.resolve("hidesubmitter"), "yes\n");
        Files.writeString(control.resolve("rcpthosts"), "example.org\n");
        readControl();
        SmtpPolicy hiding = admit(STRANGER);
        assertThat(hiding.hidesClient()).isTrue();
        assertThat(admission
                        .changed(ana(true), admission.changed(STRANGER.with(TLS), hiding))
                        .hidesClient())
                .isTrue();
        assertThat(admit(TestAdmission.client("203.0.113.7")).hidesClient()).isFalse();
    }

    /** From is looked at by the same rules as the envelope's sender. */
    @Test
    void sub3OwnershipIsThatOfTheSender() {
        assertThat(admission.owns("ana@example.org", "sales@example.org")).isTrue();
        assertThat(admission.owns("ana@example.org", "bo@example.org")).isFalse();
    }

    @Test
    void sub6AUserWhoHasSentToTooManyIsToldToTryLater() throws IOException {
        Files.writeString(control.resolve("sendlimits"), ":3:0\n");
        readControl();
        for (int i = 0; i < 3; i++) {
            assertThat(rcpt("ana@example.org")).isEqualTo(RecipientVerdict.ACCEPTED);
        }
        assertThat(rcpt("ana@example.org")).isEqualTo(RecipientVerdict.TOO_MANY_SENT);
        assertThat(rcpt("bo@example.org")).as("refused for good first").isEqualTo(RecipientVerdict.NOT_YOUR_SENDER);
    }
}
