package ee.qmail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.sasl.SaslStep.Challenge;
import ee.qmail.sasl.SaslStep.CheckCertificate;
import ee.qmail.sasl.SaslStep.CheckPassword;
import ee.qmail.sasl.SaslStep.CheckToken;
import ee.qmail.sasl.SaslStep.Failure;
import ee.qmail.sasl.SaslStep.Reason;
import ee.qmail.sasl.SaslStep.Success;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All mechanisms but SCRAM. In tables {@code ~} stands for NUL and {@code ^} for {@code ^A}. */
class SaslExchangeTest {
    private static final Identity ANA = new Identity("ana@example.org", Path.of("mail/example.org/ana/Maildir"), true);
    private static final Login ACCEPTED = new Login(Optional.of(ANA), 0);
    private static final Login REFUSED = new Login(Optional.empty(), 0);
    private static final SaslOffer ALL =
            new SaslOffer(EnumSet.allOf(SaslMechanism.class), new byte[32], new byte[32], "ana@example.org");

    private static SaslExchange begin(SaslMechanism mechanism) {
        return SaslExchange.begin(mechanism.protocolName(), ALL).orElseThrow();
    }

    private static byte[] octets(String text) {
        return text.replace('~', '\0').replace('^', '\1').getBytes(StandardCharsets.UTF_8);
    }

    private static SaslStep start(SaslMechanism mechanism, String initialResponse) {
        return begin(mechanism).start(octets(initialResponse));
    }

    private static void isFailure(SaslStep step, Reason reason) {
        assertThat(step).isEqualTo(new Failure(reason, 0));
    }

    private static String text(SaslStep step) {
        return new String(((Challenge) step).octets(), StandardCharsets.UTF_8);
    }

    @Test
    void auth1OnlyWhatIsOfferedAndCanWorkBegins() {
        SaslOffer offer = new SaslOffer(Set.of(SaslMechanism.PLAIN), null, null, null);
        assertThat(SaslExchange.begin("PLAIN", offer)).isPresent();
        assertThat(SaslExchange.begin("plain", offer)).isPresent();
        for (String other : new String[] {"LOGIN", "CRAM-MD5", "", "PLAIN ", "SCRAM_SHA_256", "pla\u0131n"}) {
            assertThat(SaslExchange.begin(other, offer)).as(other).isEmpty();
        }
        assertThat(ALL.mechanisms())
                .extracting(SaslMechanism::protocolName)
                .containsExactly(
                        "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", "EXTERNAL");
    }

    @Test
    void auth12PlusNeedsTheExporterAndExternalACertificate() {
        SaslOffer withoutExporter = new SaslOffer(EnumSet.allOf(SaslMechanism.class), new byte[32], null, null);
        assertThat(SaslExchange.begin("SCRAM-SHA-256-PLUS", withoutExporter)).isEmpty();
        assertThat(SaslExchange.begin("EXTERNAL", withoutExporter)).isEmpty();
        assertThat(SaslExchange.begin("SCRAM-SHA-256", withoutExporter)).isPresent();
    }

    @Test
    void auth6PlainBringsNameAndPassword() {
        SaslExchange exchange = begin(SaslMechanism.PLAIN);
        assertThat(text(exchange.start(null))).isEmpty();
        assertThat(exchange.response(octets("~ana@example.org~grün & blau")))
                .isEqualTo(new CheckPassword("ana@example.org", "grün & blau"));
        assertThat(exchange.answer(ACCEPTED)).isEqualTo(new Success(ANA));
    }

    @Test
    void auth6PlainTakesTheInitialResponseAndAWrongPassword() {
        SaslExchange exchange = begin(SaslMechanism.PLAIN);
        assertThat(exchange.start(octets("~ana~x"))).isEqualTo(new CheckPassword("ana", "x"));
        isFailure(exchange.answer(REFUSED), Reason.WRONG);
    }

    @ParameterizedTest
    @CsvSource({
        "ana~ana~x, ana",
        "ANA@example.org~ana@example.org~x, ana@example.org",
    })
    void auth6WhoWantsToBeOneselfMay(String message, String user) {
        assertThat(start(SaslMechanism.PLAIN, message)).isEqualTo(new CheckPassword(user, "x"));
    }

    @Test
    void auth6NobodyMayBeSomebodyElse() {
        isFailure(start(SaslMechanism.PLAIN, "bob~ana~x"), Reason.WRONG);
        isFailure(start(SaslMechanism.PLAIN, "ana@example.org~ana~x"), Reason.WRONG);
        isFailure(start(SaslMechanism.EXTERNAL, "bob@example.org"), Reason.WRONG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "~", "~~", "ana", "~ana", "ana~x", "~ana~", "~~x", "~ana~x~", "~ana~x~y", "~~~", "ana~~x"})
    void auth4MalformedPlain(String message) {
        isFailure(start(SaslMechanism.PLAIN, message), Reason.MALFORMED);
    }

    @Test
    void auth4TextThatIsNotUtf8IsMalformed() {
        byte[][] wrong = {
            {0, 'a', 0, (byte) 0xfc},
            {0, (byte) 0xc0, (byte) 0x80, 0, 'x'},
            {0, 'a', 0, (byte) 0xed, (byte) 0xa0, (byte) 0x80}
        };
        for (byte[] message : wrong) {
            isFailure(begin(SaslMechanism.PLAIN).start(message), Reason.MALFORMED);
        }
        isFailure(begin(SaslMechanism.LOGIN).start(new byte[] {(byte) 0xfc}), Reason.MALFORMED);
        isFailure(begin(SaslMechanism.EXTERNAL).start(new byte[] {(byte) 0xff}), Reason.MALFORMED);
    }

    @Test
    void auth6ATooLongPlainIsWrongAndNotAnError() {
        String name = "n".repeat(320);
        String password = "p".repeat(512);
        assertThat(start(SaslMechanism.PLAIN, name + "~" + name + "~" + password))
                .isEqualTo(new CheckPassword(name, password));
        isFailure(start(SaslMechanism.PLAIN, name + "~" + name + "~" + password + "p"), Reason.WRONG);
        isFailure(begin(SaslMechanism.PLAIN).start(new byte[9216]), Reason.WRONG);
    }

    @Test
    void auth7LoginAsksForNameAndPassword() {
        SaslExchange exchange = begin(SaslMechanism.LOGIN);
        assertThat(SaslWire.encode(((Challenge) exchange.start(null)).octets())).isEqualTo("VXNlcm5hbWU6");
        assertThat(SaslWire.encode(((Challenge) exchange.response(octets("ana"))).octets()))
                .isEqualTo("UGFzc3dvcmQ6");
        assertThat(exchange.response(octets("x"))).isEqualTo(new CheckPassword("ana", "x"));
        assertThat(exchange.answer(ACCEPTED)).isEqualTo(new Success(ANA));
    }

    @Test
    void auth4LoginTakesTheNameWithTheCommand() {
        SaslExchange exchange = begin(SaslMechanism.LOGIN);
        assertThat(text(exchange.start(octets("ana")))).isEqualTo("Password:");
        assertThat(exchange.response(octets("x"))).isEqualTo(new CheckPassword("ana", "x"));
    }

    @Test
    void auth4MalformedLogin() {
        isFailure(start(SaslMechanism.LOGIN, ""), Reason.MALFORMED);
        isFailure(start(SaslMechanism.LOGIN, "a~b"), Reason.MALFORMED);
        for (String password : new String[] {"", "~", "x~y"}) {
            SaslExchange exchange = begin(SaslMechanism.LOGIN);
            exchange.start(octets("ana"));
            isFailure(exchange.response(octets(password)), Reason.MALFORMED);
        }
    }

    @Test
    void auth6ATooLongLoginIsWrong() {
        isFailure(start(SaslMechanism.LOGIN, "n".repeat(321)), Reason.WRONG);
        SaslExchange exchange = begin(SaslMechanism.LOGIN);
        exchange.start(octets("n".repeat(320)));
        isFailure(exchange.response(octets("p".repeat(513))), Reason.WRONG);
    }

    @ParameterizedTest
    @CsvSource({
        "XOAUTH2, user=ana@example.org^auth=Bearer ya29.A-b_c~d+/e==^^",
        "XOAUTH2, user=ana@example.org^auth=bearer ya29.A-b_c~d+/e==^^",
        "OAUTHBEARER, 'n,a=ana@example.org,^host=mail.example.org^port=587^auth=Bearer ya29.A-b_c~d+/e==^^'",
        "OAUTHBEARER, 'y,a=ana@example.org,^auth=Bearer ya29.A-b_c~d+/e==^^'",
    })
    void auth14ATokenIsFound(SaslMechanism mechanism, String message) {
        SaslExchange exchange = begin(mechanism);
        byte[] octets = message.replace('^', '\1').getBytes(StandardCharsets.UTF_8);
        assertThat(exchange.start(octets)).isEqualTo(new CheckToken("ana@example.org", "ya29.A-b_c~d+/e=="));
        assertThat(exchange.answer(ACCEPTED)).isEqualTo(new Success(ANA));
    }

    @Test
    void auth14TheUserMayBeLeftToTheToken() {
        assertThat(start(SaslMechanism.OAUTHBEARER, "n,,^auth=Bearer t^^")).isEqualTo(new CheckToken("", "t"));
        assertThat(start(SaslMechanism.OAUTHBEARER, "n,a=,^auth=Bearer t^^")).isEqualTo(new CheckToken("", "t"));
        assertThat(start(SaslMechanism.OAUTHBEARER, "n,a=a=2Cb=3Dc,^auth=Bearer t^^"))
                .isEqualTo(new CheckToken("a,b=c", "t"));
    }

    @ParameterizedTest
    @CsvSource({"XOAUTH2, user=ana^auth=Bearer t^^", "OAUTHBEARER, 'n,a=ana,^auth=Bearer t^^'"})
    void auth14ARefusedTokenIsToldInJsonAndThenFails(SaslMechanism mechanism, String message) {
        for (String dummy : new String[] {"", "^"}) {
            SaslExchange exchange = begin(mechanism);
            exchange.start(octets(message));
            assertThat(text(exchange.answer(REFUSED))).startsWith("{\"status\":\"invalid_token\"");
            isFailure(exchange.response(octets(dummy)), Reason.WRONG);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "XOAUTH2, ''",
        "XOAUTH2, user=ana",
        "XOAUTH2, user=ana^auth=Bearer t^",
        "XOAUTH2, user=ana^auth=Bearer t",
        "XOAUTH2, auth=Bearer t^^",
        "XOAUTH2, auth=Bearer t^user=ana^^",
        "XOAUTH2, user=ana^auth=Basic t^^",
        "XOAUTH2, user=ana^auth=Bearer ^^",
        "XOAUTH2, user=ana^auth=Bearer t t^^",
        "XOAUTH2, user=ana^auth=Bearer ü^^",
        "XOAUTH2, user=ana^auth=Bearer t^auth=Bearer u^^",
        "XOAUTH2, user=a~b^auth=Bearer t^^",
        "XOAUTH2, user=ana^^",
        "XOAUTH2, ^^",
        "XOAUTH2, ^^^^",
        "OAUTHBEARER, ^",
        "OAUTHBEARER, 'n,a=ana^auth=Bearer t^^'",
        "OAUTHBEARER, 'p=tls-exporter,a=ana,^auth=Bearer t^^'",
        "OAUTHBEARER, 'x,a=ana,^auth=Bearer t^^'",
        "OAUTHBEARER, 'n,a=a=2cb,^auth=Bearer t^^'",
        "OAUTHBEARER, 'n,b=ana,^auth=Bearer t^^'",
        "OAUTHBEARER, 'n,a=ana,more^auth=Bearer t^^'",
        "OAUTHBEARER, 'n,a=ana,^host^auth=Bearer t^^'",
        "OAUTHBEARER, 'n,a=ana,^=x^auth=Bearer t^^'",
        "OAUTHBEARER, 'n,a=ana,^host=x^^'",
        "OAUTHBEARER, 'user=ana^auth=Bearer t^^'",
    })
    void auth4MalformedTokens(SaslMechanism mechanism, String message) {
        isFailure(start(mechanism, message), Reason.MALFORMED);
    }

    @Test
    void auth15ATokenHasAtMost8Kilobytes() {
        String longest = "t".repeat(8192);
        assertThat(start(SaslMechanism.XOAUTH2, "user=ana^auth=Bearer " + longest + "^^"))
                .isEqualTo(new CheckToken("ana", longest));
        isFailure(start(SaslMechanism.XOAUTH2, "user=ana^auth=Bearer " + longest + "t^^"), Reason.MALFORMED);
        isFailure(start(SaslMechanism.XOAUTH2, "user=ana^auth=Bearer " + "t".repeat(9216) + "^^"), Reason.WRONG);
    }

    @Test
    void tls15ACertificateTellsItsUser() {
        assertThat(start(SaslMechanism.EXTERNAL, "")).isEqualTo(new CheckCertificate("ana@example.org"));
        assertThat(start(SaslMechanism.EXTERNAL, "Ana@example.org")).isEqualTo(new CheckCertificate("ana@example.org"));
        SaslExchange exchange = begin(SaslMechanism.EXTERNAL);
        assertThat(text(exchange.start(null))).isEmpty();
        exchange.response(new byte[0]);
        assertThat(exchange.answer(ACCEPTED)).isEqualTo(new Success(ANA));
        isFailure(start(SaslMechanism.EXTERNAL, "~"), Reason.MALFORMED);
        isFailure(start(SaslMechanism.EXTERNAL, "n".repeat(321)), Reason.WRONG);
    }

    @Test
    void auth5TroubleAndTooManyTriesAreNoWrongPasswords() {
        for (SaslMechanism mechanism : new SaslMechanism[] {SaslMechanism.PLAIN, SaslMechanism.XOAUTH2}) {
            String message = mechanism == SaslMechanism.PLAIN ? "~ana~x" : "user=ana^auth=Bearer t^^";
            SaslExchange exchange = begin(mechanism);
            exchange.start(octets(message));
            isFailure(exchange.unavailable(), Reason.UNAVAILABLE);
            exchange = begin(mechanism);
            exchange.start(octets(message));
            assertThat(exchange.answer(new Login(Optional.empty(), 60))).isEqualTo(new Failure(Reason.THROTTLED, 60));
        }
    }

    @ParameterizedTest
    @EnumSource(SaslMechanism.class)
    void afterAFailureNothingIsTaken(SaslMechanism mechanism) {
        SaslExchange exchange = begin(mechanism);
        isFailure(exchange.start(octets("~~~~^")), Reason.MALFORMED);
        assertThatThrownBy(() -> exchange.response(new byte[0])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> exchange.answer(ACCEPTED)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> exchange.start(null)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void credentialsAreNotShown() {
        assertThat(new CheckPassword("ana", "s3cret").toString()).doesNotContain("s3cret");
        assertThat(new CheckToken("ana", "s3cret").toString()).doesNotContain("s3cret");
    }
}
