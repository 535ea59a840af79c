package ee.qmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Pop3Policy;
import ee.qmail.maildir.Maildir;
import ee.qmail.sasl.SaslOffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STLS (RFC 2595), AUTH (RFC 5034) and what is not said in clear, as dialogues; named by the ids of doors.md. */
class Pop3SecurityTest {
    private static final Pop3Policy CLOSED =
            new Pop3Policy(null, "mx.example.org", false, List.of(), Duration.ofMinutes(20), 1000);
    private static final String TLS_FIRST = "-ERR [SYS/PERM] TLS first: a password is not taken in clear";

    @TempDir
    Path maildir;

    @BeforeEach
    void create() throws IOException {
        new Maildir(maildir).create();
    }

    /** A client from elsewhere, in clear. */
    private Pop3Dialogue inClear() {
        Pop3Dialogue client = new Pop3Dialogue(maildir, CLOSED, SaslOffer.NONE);
        client.certificate = true;
        return client.open().expect("+OK mx.example.org");
    }

    private Pop3Dialogue encrypted() {
        return inClear().send("STLS").expect("+OK begin TLS").secured();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> capabilities(Pop3Dialogue client) {
        client.send("CAPA");
        return client.nextLine().equals("+OK ") ? lines(client) : List.of();
    }

    private static List<String> lines(Pop3Dialogue client) {
        String line = client.nextLine();
        if (line.equals(".")) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(line));
        lines.addAll(lines(client));
        return lines;
    }

    @Test
    void popT1StlsIsListedBeforeTlsOnlyAndCapaIsAnotherBehindIt() {
        assertThat(capabilities(inClear())).contains("STLS").doesNotContain("USER", "SASL PLAIN");
        assertThat(capabilities(encrypted())).doesNotContain("STLS").contains("USER", "SASL PLAIN");
        Pop3Dialogue without = new Pop3Dialogue(maildir, CLOSED, SaslOffer.NONE).open();
        assertThat(without.expect("+OK mx.example.org").send("STLS").nextLine())
                .startsWith("-ERR [SYS/TEMP] TLS is not available");
        assertThat(capabilities(without)).doesNotContain("STLS");
    }

    @Test
    void tls8AndTls18ABrowserIsNotListenedTo() {
        Pop3Dialogue client = inClear().send("POST / HTTP/1.1\r\nHost: mail.example.org\r\n\r\nCAPA");
        client.expect("-ERR authorization first");
        assertThat(client.disconnected).isTrue();
    }

    @Test
    void popT1AndTls18TheNameThatCameInClearIsForgotten() {
        Pop3Dialogue client = new Pop3Dialogue(maildir);
        client.certificate = true;
        client.open()
                .expect("+OK mx.example.org")
                .send("USER ana@example.org")
                .expect("+OK ")
                .send("STLS")
                .expect("+OK begin TLS")
                .secured()
                .send("PASS secret word")
                .expect("-ERR USER first");
        assertThat(client.checks).isEmpty();
    }

    @Test
    void popT1ThereIsNoSecondHandshakeAndNoneBehindTheLogIn() {
        assertThat(encrypted().send("STLS").nextLine()).isEqualTo("-ERR TLS has begun already");
        Pop3Dialogue open = new Pop3Dialogue(maildir);
        open.certificate = true;
        open.open().expect("+OK mx.example.org").login().send("STLS").expect("-ERR already authorized");
        assertThat(open.tlsBegins).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"USER ana@example.org\r\n", "USER a", "\r\n", "\u0016\u0003\u0001"})
    void popT1AndTls3AndCode3NothingMayFollowStlsBeforeTlsBegins(String behind) {
        Pop3Dialogue client = inClear();
        client.octets(("STLS\r\n" + behind).getBytes(StandardCharsets.ISO_8859_1))
                .expect("-ERR nothing may follow STLS before TLS begins")
                .expectClosed();
        assertThat(client.tlsBegins).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"USER ana@example.org", "AUTH", "AUTH PLAIN AGFuYQBi"})
    void popT2AndTls18InClearNoLogInIsTakenAndNobodyIsAskedForAnotherPassword(String command) {
        Pop3Dialogue client = inClear().send(command).expect(TLS_FIRST);
        assertThat(client.checks).isEmpty();
        client.expectOpen();
    }

    @Test
    void popT3AuthTakesTheResponseWithTheCommandOrBehindAChallenge() {
        String response = base64("\0ana@example.org\0secret word");
        encrypted().send("AUTH PLAIN " + response).expect("+OK ").send("STAT").expect("+OK 0 0");
        encrypted()
                .send("AUTH PLAIN")
                .expect("+ ")
                .send(response)
                .expect("+OK ")
                .send("STAT")
                .expect("+OK 0 0");
    }

    @Test
    void popT3AuthAloneListsTheMechanisms() {
        encrypted().send("AUTH").expect("+OK ", "PLAIN", ".").expectOpen();
    }

    @Test
    void popT3AndAuth8AnAsteriskCancelsAndWhatIsUnknownOrMalformedIsRefused() {
        Pop3Dialogue client = encrypted();
        client.send("AUTH PLAIN").expect("+ ").send("*").expect("-ERR log-in cancelled");
        client.send("AUTH CRAM-MD5").expect("-ERR this mechanism is not offered");
        client.send("AUTH PLAIN !")
                .expect("-ERR not a log-in of this mechanism")
                .expectOpen();
        assertThat(client.checks).isEmpty();
    }

    @Test
    void popT3ALogInMayBeLongerThanACommand() {
        String response = base64("\0ana@example.org\0" + "x".repeat(2_000));
        assertThat(encrypted().send("AUTH PLAIN").expect("+ ").send(response).nextLine())
                .isEqualTo("-ERR [AUTH] authorization failed");
    }

    @Test
    void popT5ApopIsNotTakenInClearWhereAPasswordIsNot() {
        Pop3Policy apop = new Pop3Policy(null, "mx.example.org", true, List.of(), Duration.ofMinutes(20), 1000);
        Pop3Dialogue client = new Pop3Dialogue(maildir, apop, SaslOffer.NONE).open();
        assertThat(client.nextLine()).startsWith("+OK <").endsWith("@mx.example.org>");
        client.send("APOP ana@example.org c4c9334bac560ecc979e58001b3e22fb").expect(TLS_FIRST);
        assertThat(client.checks).isEmpty();
    }

    @Test
    void popT5WithoutAnySecretThereIsNoApop() {
        encrypted()
                .send("APOP ana@example.org c4c9334bac560ecc979e58001b3e22fb")
                .expect("-ERR unimplemented");
    }

    @Test
    void popT6OnlyAWrongPasswordIsSaidToBeOne() {
        Pop3Dialogue client = encrypted();
        client.send("AUTH PLAIN " + base64("\0ana@example.org\0wrong")).expect("-ERR [AUTH] authorization failed");
        client.checkFails = true;
        assertThat(client.send("AUTH PLAIN " + base64("\0ana@example.org\0secret word"))
                        .nextLine())
                .startsWith("-ERR [SYS/TEMP] ");
        client.checkFails = false;
        client.heldUpSeconds = 7;
        assertThat(client.send("AUTH PLAIN " + base64("\0ana@example.org\0secret word"))
                        .nextLine())
                .startsWith("-ERR [SYS/TEMP] ")
                .contains("7 seconds");
    }

    @Test
    void popT6AMailboxThatIsOpenElsewhereIsNoWrongPassword() {
        Pop3Dialogue client = encrypted();
        client.lockGranted = false;
        client.send("AUTH PLAIN " + base64("\0ana@example.org\0secret word"));
        assertThat(client.nextLine()).startsWith("-ERR [IN-USE] ");
    }
}
