package ee.qmail.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.checkpassword.OfferedMechanisms;
import ee.qmail.contract.Door;
import ee.qmail.contract.Load;
import ee.qmail.contract.MailService;
import ee.qmail.contract.Standing;
import ee.qmail.control.ControlFiles;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.dns.FakeDns;
import ee.qmail.guard.LoginGuard;
import ee.qmail.local.LocalUserSearch;
import ee.qmail.pop3d.Pop3Admission;
import ee.qmail.smtpd.TestAdmission;
import ee.qmail.text.Sentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCheckTest {
    @TempDir
    private Path control;

    private final FakeDns dns = new FakeDns();
    private final FakeMailService mx = new FakeMailService("smtpd", Door.MX);

    @BeforeEach
    void listen() {
        MailService.RUNNING.add(mx);
    }

    @AfterEach
    void close() {
        MailService.RUNNING.remove(mx);
        LoginGuard.shared().release("192.0.2.66", null);
    }

    private ClientRights ask(String address, Door door, Map<String, String> files) throws IOException {
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        Files.writeString(control.resolve("rcpthosts"), "example.org\n");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(control.resolve(file.getKey()), file.getValue());
        }
        ControlFiles controls = new ControlFiles(control, warning -> {
            throw new AssertionError(warning);
        });
        return new ClientCheck(
                        TestAdmission.of(controls, new LocalUserSearch() {}, dns),
                        new Pop3Admission(controls, new OfferedMechanisms(controls), new TestAdmission.Started()),
                        controls)
                .ask(address, door);
    }

    private static List<String> words(ClientRights rights) {
        return Sentence.english(rights.sentences());
    }

    @Test
    void ts3TheLineThatDecidesIsToldWithWhatItSets() throws IOException {
        Map<String, String> rules =
                Map.of("tcp.smtp", "192.0.2.66:deny\n192.0.2.:allow,RELAYCLIENT=\"\",DSN=\"yes\"\n");
        ClientRights denied = ask("192.0.2.66", Door.MX, rules);
        assertThat(denied.admitted()).isFalse();
        assertThat(denied.reply()).startsWith("554 5.7.1 ");
        assertThat(denied.rule()).isEqualTo("192.0.2.66:deny");
        assertThat(words(denied))
                .startsWith(
                        "192.0.2.66 is refused at the door mx: 554 5.7.1 connections from your address are not accepted",
                        "This line of control/tcp.smtp decides: 192.0.2.66:deny");
        assertThat(words(ask("192.0.2.66", Door.SUBMISSIONS, rules)))
                .contains(
                        "Nobody takes connections at the door submissions now; the rest is what would hold there.",
                        "192.0.2.66 is refused at the door submissions: the connection is closed without a word, since TLS would come"
                                + " first. The reason: 554 5.7.1 connections from your address are not accepted");

        ClientRights relaying = ask("192.0.2.7", Door.MX, rules);
        assertThat(relaying.admitted()).isTrue();
        assertThat(relaying.mayRelay()).isTrue();
        assertThat(relaying.environment()).isEqualTo(Map.of("RELAYCLIENT", "", "DSN", "yes"));
        assertThat(words(relaying))
                .contains(
                        "192.0.2.7 may connect at the door mx.",
                        "The line sets RELAYCLIENT=\"\".",
                        "It may send mail to any host without a log-in (RELAYCLIENT).",
                        "It is offered notifications (DSN).",
                        "It is offered no log-in.");

        ClientRights stranger = ask("2001:db8::7", Door.MX, rules);
        assertThat(stranger.rule()).isNull();
        assertThat(words(stranger))
                .contains(
                        "No line of control/tcp.smtp fits: that lets it in.",
                        "It may send mail to the domains of control/rcpthosts, and to no other.");
    }

    @Test
    void ts2ANameThatARuleIsAboutIsLookedUp() throws IOException {
        dns.name("192.0.2.7", "host.good.example");
        ClientRights rights =
                ask("192.0.2.7", Door.MX, Map.of("tcp.smtp", "=.good.example:allow,RELAYCLIENT=\"\"\n:deny\n"));
        assertThat(rights.mayRelay()).isTrue();
        assertThat(words(rights))
                .contains("A line of control/tcp.smtp is about names; the name of this client is host.good.example.");
    }

    @Test
    void abuse4TheLimitsAreToldWithWhatIsTaken() throws IOException {
        mx.standing = new Standing(new Load(8, 3, 6), 2, 2_000, Duration.ofMillis(30_500));
        Map<String, String> files =
                Map.of("maxconnip", "3\n", "maxconnminute", "5\n", "maxoctetsminute", "1000\n", "maxtlsminute", "0\n");
        ClientRights rights = ask("192.0.2.7", Door.MX, files);
        assertThat(rights.reply()).startsWith("421 4.7.0 too many connections within a minute");
        assertThat(rights.limits())
                .containsExactly(
                        new ClientRights.Limit("concurrencyincoming", 1000, 7),
                        new ClientRights.Limit("maxconnip", 3, 2),
                        new ClientRights.Limit("maxconnminute", 5, 5),
                        new ClientRights.Limit("maxoctetsminute", 1000, 2000));
        assertThat(words(rights))
                .contains(
                        "Open connections from its network at this door: 2 of 3 (control/maxconnip).",
                        "Its network has sent too many octets: nothing more is read from it for 31 s.");
        assertThat(words(ask("192.0.2.7", Door.MX, Map.of("maxtlsminute", "2\n"))))
                .contains(
                        "Its network has begun as many TLS handshakes as it may: each further one is refused for 31 s.");
        assertThat(ask("192.0.2.7", Door.SUBMISSION, Map.of("tcp.smtp", ":deny,RELAYCLIENT=\"\"\n"))
                        .limits())
                .extracting(ClientRights.Limit::file)
                .doesNotContain("maxconnminute");
        mx.standing = new Standing(new Load(1, 1, 0), 0, 0, Duration.ZERO);
        assertThat(ask("127.0.0.1", Door.MX, files).limits())
                .extracting(ClientRights.Limit::file)
                .containsExactly("concurrencyincoming", "maxconnip");
    }

    @Test
    void auth1TheWaysToLogInAreToldForBothSidesOfTls() throws IOException {
        ClientRights submission = ask("192.0.2.7", Door.SUBMISSION, Map.of("tcp.smtp", ":allow\n"));
        assertThat(words(submission)).contains("It has to log in before it sends mail.");
        assertThat(words(submission))
                .anyMatch(one -> one.startsWith("In clear it is offered no log-in; with TLS it may log in by ")
                        && one.endsWith(", PLAIN, LOGIN, EXTERNAL."));
        ClientRights pop3 = ask("127.0.0.1", Door.POP3, Map.of());
        assertThat(words(pop3)).contains("This door does not ask control/tcp.smtp.");
        assertThat(words(pop3)).anyMatch(one -> one.startsWith("In clear it may log in by "));
        assertThat(pop3.rule()).isNull();
    }

    @Test
    void whoHasToWaitBeforeTheNextLogInIsTold() throws IOException {
        assertThat(words(ask("192.0.2.66", Door.POP3S, Map.of())))
                .contains("No log-in from its network has to wait now.");
        for (int i = 0; i < 6; i++) {
            LoginGuard.shared().attempt("192.0.2.66", "ana@example.org", () -> false, () -> false);
        }
        ClientRights rights = ask("192.0.2.66", Door.POP3S, Map.of());
        assertThat(rights.throttled()).hasSize(1);
        assertThat(words(rights))
                .anyMatch(
                        one -> one.matches(
                                "Throttled: log-ins as ana@example.org from 192.0.2.66 have to wait [12] s after 5 wrong passwords\\."));
    }

    @Test
    void aBlockedClientAndAProxyAreTold() throws IOException {
        ClientRights rights = ask(
                "192.0.2.7", Door.MX, Map.of("tcp.smtp", ":allow,RBLSMTPD=\"-go away\"\n", "proxies", "192.0.2.7\n"));
        assertThat(rights.admitted()).isTrue();
        assertThat(words(rights))
                .contains("Each of its recipients is refused: 553 5.7.1 go away")
                .anyMatch(one -> one.startsWith("It is in control/proxies: "));
    }

    @Test
    void whatIsNoAddressIsNotAsked() {
        assertThatThrownBy(() -> ask("mail.example.org", Door.MX, Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("address 'mail.example.org': must be numeric, such as 192.0.2.7 or 2001:db8::7");
    }
}
