package ee.qmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Load;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.control.ControlFiles;
import ee.qmail.directory.LocalUser;
import ee.qmail.directory.LocalUser.MailboxUser;
import ee.qmail.dns.FakeDns;
import ee.qmail.local.LocalUserSearch;
import ee.qmail.message.SpooledBody;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.smtp.SmtpSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to name a recipient elsewhere so that a server takes it for one of its own; the client may not relay. */
class RelayTricksTest {
    @TempDir
    private Path control;

    private SmtpAdmission admission;
    private final StringBuilder replies = new StringBuilder();

    @BeforeEach
    void prepare() throws IOException {
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        Files.writeString(control.resolve("locals"), "mail.example.org\nexample.org\n");
        Files.writeString(control.resolve("rcpthosts"), "mail.example.org\nexample.org\nbackup.example\n");
        Files.writeString(control.resolve("tcp.smtp"), ":allow\n");
        readControl();
    }

    private void readControl() {
        LocalUserSearch users = new LocalUserSearch() {
            @Override
            public Optional<LocalUser> find(String address) {
                return address.equals("ana@example.org")
                        ? Optional.of(new MailboxUser(address, control, 0))
                        : Optional.empty();
            }
        };
        admission = TestAdmission.of(new ControlFiles(control, warning -> {}), users, new FakeDns());
    }

    /** The reply to RCPT. */
    private String rcpt(String path) {
        Client client = new Client(TestAdmission.peer("203.0.113.7"), Door.MX);
        SmtpPolicy policy = admission.admit(client, new Load(1, 1, 1));
        assertThat(policy.mayRelay()).isFalse();
        Shell shell = new Shell(client, policy);
        shell.session = new SmtpSession(client, policy, SaslOffer.NONE, Clock.systemUTC(), shell);
        shell.session.open();
        String lines = "MAIL FROM:<evil@example.net>\r\nRCPT TO:" + path + "\r\n";
        shell.session.input(ByteBuffer.wrap(lines.getBytes(StandardCharsets.ISO_8859_1)));
        String[] said = replies.toString().split("\r\n");
        replies.setLength(0);
        assertThat(said).hasSize(3);
        return said[2];
    }

    private final class Shell implements SmtpSession.Shell {
        private final Client client;
        private final SmtpPolicy policy;
        private SmtpSession session;

        Shell(Client client, SmtpPolicy policy) {
            this.client = client;
            this.policy = policy;
        }

        @Override
        public void write(byte[] octets) {
            replies.append(new String(octets, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void checkRecipient(String sender, String recipient, long size) {
            session.recipientChecked(admission.check(client, policy, sender, recipient, size));
        }

        @Override
        public SpooledBody newBody() {
            throw new AssertionError("no recipient, no message");
        }

        @Override
        public void accept(InboundMessage message) {
            throw new AssertionError("no recipient, no message");
        }

        @Override
        public void deliver(InboundMessage message) {
            throw new AssertionError("no recipient, no message");
        }

        @Override
        public void disconnect() {}

        @Override
        public void disconnectDraining() {}

        @Override
        public void trouble(String what, IOException cause) {
            throw new AssertionError(what, cause);
        }
    }

    @Test
    void acceptsRecipientsOfOwnDomains() {
        assertThat(rcpt("<ana@example.org>")).startsWith("250 ");
        assertThat(rcpt("<@far.example,@example.org:ana@example.org>")).startsWith("250 ");
        assertThat(rcpt("<who@backup.example>")).startsWith("250 ");
        assertThat(rcpt("<\"who@far.example\"@backup.example>")).startsWith("250 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<who@far.example>",
                "who@far.example",
                "<\"who@far.example\">",
                "<@example.org:who@far.example>",
                "<@example.org,@mail.example.org:who@far.example>",
                "<who@[203.0.113.9]>",
                "<who@[IPv6:2001:db8::9]>",
                "<\"ana@example.org\"@far.example>",
                "<example.org!ana@far.example>",
                "<ana%example.org@far.example>",
                "<who@far.example.example.net>"
            })
    void domainsElsewhereAreNotInRcpthosts(String path) {
        assertThat(rcpt(path)).startsWith("553 5.7.1 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<who%far.example@example.org>",
                "<\"who%far.example\"@example.org>",
                "<\"who@far.example\"@example.org>",
                "<far.example!who@example.org>",
                "<who%far.example@mail.example.org>",
                "<who%far.example%other.example@example.org>",
                "<who/s=x/@example.org>"
            })
    void anAddressThatLooksLikeElsewhereIsAnUnknownNameHere(String path) {
        assertThat(rcpt(path)).startsWith("550 5.1.1 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<who%far.example>",
                "<far.example!who>",
                "<who@far.example@example.org>",
                "<who@example.org@far.example>",
                "<who%far.example@>",
                "<@example.org>",
                "<@example.org:>",
                "<@far.example:@example.org>",
                "<who@far.example,ana@example.org>",
                "<who@far.example><ana@example.org>",
                "<who@far.example:ana@example.org>",
                "<who@far.example;ana@example.org>",
                "<who@far.example\0@example.org>",
                "<who@far.example\t@example.org>",
                "<who@far.example @example.org>",
                "<who@example.org.>",
                "<who@.example.org>",
                "< who@far.example>",
                "<who@far.example",
                "<who@[203.0.113.9]example.org>",
                "<who@[example.org]>",
                "<who@far.example(@example.org)>"
            })
    void pathsThatAreNoAddressAreRefused(String path) {
        assertThat(rcpt(path)).startsWith("501 5.1.3 ");
    }

    /** What is rewritten counts as it is then: percenthack makes no relay of a server. */
    @Test
    void rw2PercenthackIsForRelayClientsOnly() throws IOException {
        Files.writeString(control.resolve("percenthack"), "example.org\n");
        readControl();
        assertThat(rcpt("<who%far.example@example.org>")).startsWith("553 5.7.1 ");
        assertThat(rcpt("<\"who%far.example\"@example.org>")).startsWith("553 5.7.1 ");
        assertThat(rcpt("<who%far.example%example.org@example.org>")).startsWith("553 5.7.1 ");
        assertThat(rcpt("<ana%example.org@example.org>")).startsWith("250 ");
        assertThat(rcpt("<who%backup.example@example.org>")).startsWith("250 ");
    }
}
