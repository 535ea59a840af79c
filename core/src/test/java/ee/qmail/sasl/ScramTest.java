package ee.qmail.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.ScramSecret;
import ee.qmail.sasl.SaslStep.AskSecret;
import ee.qmail.sasl.SaslStep.Challenge;
import ee.qmail.sasl.SaslStep.CheckProof;
import ee.qmail.sasl.SaslStep.Failure;
import ee.qmail.sasl.SaslStep.Reason;
import ee.qmail.sasl.SaslStep.Success;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramTest {
    private static final byte[] NOTHING = {};
    private static final byte[] EXPORTER = "exporter".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END_POINT = "certificate".getBytes(StandardCharsets.US_ASCII);
    private static final SaslOffer BOUND = new SaslOffer(EnumSet.allOf(SaslMechanism.class), END_POINT, EXPORTER, null);
    private static final SaslOffer UNBOUND = new SaslOffer(EnumSet.allOf(SaslMechanism.class), END_POINT, null, null);
    private static final ScramSecret PENCIL = Scram.secret("pencil", new byte[16], 4096);
    private static final Login ACCEPTED =
            new Login(Optional.of(new Identity("ana@example.org", Path.of("Maildir"), true)), 0);
    private static final String GOOD_PROOF = "p=" + Scram.base64(new byte[32]);

    private static SaslExchange begin(SaslOffer offer, String name) {
        return SaslExchange.begin(name, offer).orElseThrow();
    }

    private static SaslExchange plain() {
        return begin(UNBOUND, "SCRAM-SHA-256");
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(SaslStep step) {
        return new String(((Challenge) step).octets(), StandardCharsets.UTF_8);
    }

    private static void isFailure(SaslStep step, Reason reason) {
        assertThat(step).isEqualTo(new Failure(reason, 0));
    }

    @Test
    void auth11TheExampleOfRfc7677() {
        SaslExchange exchange = new SaslExchange(
                new ScramMechanism(SaslMechanism.SCRAM_SHA_256, UNBOUND, () -> "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"));
        ScramSecret secret = Scram.secret("pencil", Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);

        assertThat(exchange.start(octets("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))).isEqualTo(new AskSecret("user"));
        assertThat(text(exchange.answer(secret)))
                .isEqualTo("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(exchange.response(octets("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")))
                .isEqualTo(new CheckProof("user", secret, true));
        assertThat(text(exchange.answer(ACCEPTED))).isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(exchange.response(NOTHING)).isInstanceOf(Success.class);
    }

    @Test
    void auth11BothSidesProveThatTheyKnowThePassword() throws Exception {
        ScramClient client = new ScramClient("n,,", "ana@example.org", "pencil", NOTHING);
        SaslExchange exchange = plain();
        assertThat(text(exchange.start(null))).isEmpty();
        assertThat(exchange.response(client.first())).isEqualTo(new AskSecret("ana@example.org"));
        byte[] last = client.last(exchange.answer(PENCIL));
        assertThat(exchange.response(last)).isEqualTo(new CheckProof("ana@example.org", PENCIL, true));
        assertThat(text(exchange.answer(ACCEPTED))).isEqualTo(client.expected());
        isFailure(exchange.response(octets("x")), Reason.MALFORMED);
    }

    @Test
    void auth11AWrongPasswordIsAWrongProof() throws Exception {
        ScramClient client = new ScramClient("n,,", "ana", "pen", NOTHING);
        SaslExchange exchange = plain();
        exchange.start(client.first());
        byte[] last = client.last(exchange.answer(PENCIL));
        assertThat(exchange.response(last)).isEqualTo(new CheckProof("ana", PENCIL, false));
        isFailure(exchange.answer(new Login(Optional.empty(), 0)), Reason.WRONG);
    }

    @Test
    void auth5ARightProofMayHaveToWait() throws Exception {
        ScramClient client = new ScramClient("n,,", "ana", "pencil", NOTHING);
        SaslExchange exchange = plain();
        exchange.start(client.first());
        exchange.response(client.last(exchange.answer(PENCIL)));
        assertThat(exchange.answer(new Login(Optional.empty(), 30))).isEqualTo(new Failure(Reason.THROTTLED, 30));
    }

    @Test
    void auth11AProofIsGoodForItsOwnSessionOnly() throws Exception {
        ScramClient client = new ScramClient("n,,", "ana", "pencil", NOTHING);
        SaslExchange first = plain();
        first.start(client.first());
        byte[] proof = client.last(first.answer(PENCIL));

        SaslExchange second = plain();
        second.start(client.first());
        second.answer(PENCIL);
        assertThat(second.response(proof)).isEqualTo(new CheckProof("ana", PENCIL, false));
    }

    @Test
    void auth11NoncesAreOfBothSidesAndNeverTheSame() {
        String[] challenges = new String[2];
        for (int i = 0; i < 2; i++) {
            SaslExchange exchange = plain();
            exchange.start(octets("n,,n=ana,r=mine"));
            challenges[i] = text(exchange.answer(PENCIL));
            assertThat(challenges[i]).matches("r=mine[A-Za-z0-9+/]{24},s=[^,]+,i=4096");
        }
        assertThat(challenges[0]).isNotEqualTo(challenges[1]);
    }

    @Test
    void auth11CommasAndEqualsSignsInNames() {
        assertThat(plain().start(octets("n,,n=a=2Cb=3Dc,r=x"))).isEqualTo(new AskSecret("a,b=c"));
        assertThat(plain().start(octets("n,a=a=2Cb,n=a=2Cb,r=x"))).isEqualTo(new AskSecret("a,b"));
    }

    @Test
    void auth6NobodyMayBeSomebodyElse() {
        isFailure(plain().start(octets("n,a=bob,n=ana,r=x")), Reason.WRONG);
        assertThat(plain().start(octets("n,a=ANA,n=ana,r=x"))).isEqualTo(new AskSecret("ana"));
        assertThat(plain().start(octets("n,a=,n=ana,r=x"))).as("libgsasl").isEqualTo(new AskSecret("ana"));
    }

    @Test
    void auth11AClientThatWasToldNothingOfPlusIsWarned() {
        isFailure(begin(BOUND, "SCRAM-SHA-256").start(octets("y,,n=ana,r=x")), Reason.WRONG);
        assertThat(begin(BOUND, "SCRAM-SHA-256").start(octets("n,,n=ana,r=x"))).isEqualTo(new AskSecret("ana"));
        assertThat(plain().start(octets("y,,n=ana,r=x"))).isEqualTo(new AskSecret("ana"));
    }

    @Test
    void auth12TheTlsSessionIsBound() throws Exception {
        for (String type : new String[] {"tls-exporter", "tls-server-end-point"}) {
            byte[] octets = type.equals("tls-exporter") ? EXPORTER : END_POINT;
            assertThat(bound(type, octets)).isEqualTo(new CheckProof("ana", PENCIL, true));
            assertThat(bound(type, octets("another session"))).isEqualTo(new CheckProof("ana", PENCIL, false));
            assertThat(bound(type, NOTHING)).isEqualTo(new CheckProof("ana", PENCIL, false));
        }
    }

    private static SaslStep bound(String type, byte[] octets) throws Exception {
        ScramClient client = new ScramClient("p=" + type + ",,", "ana", "pencil", octets);
        SaslExchange exchange = begin(BOUND, "SCRAM-SHA-256-PLUS");
        exchange.start(client.first());
        return exchange.response(client.last(exchange.answer(PENCIL)));
    }

    @Test
    void auth12OtherBindingsAreWrongAndMixturesMalformed() {
        isFailure(begin(BOUND, "SCRAM-SHA-256-PLUS").start(octets("p=tls-unique,,n=ana,r=x")), Reason.WRONG);
        isFailure(begin(BOUND, "SCRAM-SHA-256-PLUS").start(octets("n,,n=ana,r=x")), Reason.MALFORMED);
        isFailure(begin(BOUND, "SCRAM-SHA-256").start(octets("p=tls-exporter,,n=ana,r=x")), Reason.MALFORMED);
        SaslOffer noCertificate = new SaslOffer(EnumSet.allOf(SaslMechanism.class), null, EXPORTER, null);
        isFailure(
                begin(noCertificate, "SCRAM-SHA-256-PLUS").start(octets("p=tls-server-end-point,,n=ana,r=x")),
                Reason.WRONG);
    }

    @Test
    void auth12TheHeaderMustBeTheSameAtTheEnd() throws Exception {
        SaslExchange exchange = plain();
        exchange.start(octets("y,,n=ana,r=clientNonce"));
        ScramClient changed = new ScramClient("n,,", "ana", "pencil", NOTHING);
        byte[] last = changed.last(exchange.answer(PENCIL));
        assertThat(exchange.response(last)).isEqualTo(new CheckProof("ana", PENCIL, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                ",,",
                "n",
                "n,",
                "n,,",
                "n,,n=ana",
                "n,,n=ana,",
                "n,,n=ana,r=",
                "n,,r=x,n=ana",
                "n,,n=,r=x",
                "n,,u=ana,r=x",
                "n,,m=x,n=ana,r=x",
                "z,,n=ana,r=x",
                "nn,,n=ana,r=x",
                "p,,n=ana,r=x",
                "p=,,n=ana,r=x",
                "n,ana,n=ana,r=x",
                "n,,n=a=2cb,r=x",
                "n,,n=a=,r=x",
                "n,,n=a=2,r=x",
                "n,,n=a=00,r=x",
                "n,,n=a\0b,r=x",
                "n,,n=ana,r=a b",
                "n,,n=ana,r=\u00e4",
                "n,,n=ana,r=x\0",
                "n,,n=ana,r=x,\0",
                "N,,n=ana,r=x",
                "n,,N=ana,r=x"
            })
    void auth4MalformedFirstMessages(String message) {
        isFailure(plain().start(octets(message)), Reason.MALFORMED);
    }

    @Test
    void auth11ExtensionsAreReadOver() {
        assertThat(plain().start(octets("n,,n=ana,r=x,e=ext"))).isEqualTo(new AskSecret("ana"));
    }

    @Test
    void code11MessagesAndNoncesAreBounded() {
        String longest = "n".repeat(512);
        assertThat(plain().start(octets("n,,n=ana,r=" + longest))).isEqualTo(new AskSecret("ana"));
        isFailure(plain().start(octets("n,,n=ana,r=" + longest + "n")), Reason.MALFORMED);
        isFailure(plain().start(octets("n,,n=ana,r=x,e=" + "e".repeat(4096))), Reason.MALFORMED);
        isFailure(
                plain().start(new byte[] {'n', ',', ',', 'n', '=', (byte) 0xff, ',', 'r', '=', 'x'}), Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p=",
                "c=biws",
                "c=biws,r=NONCE",
                "c=biws,r=NONCE,p=",
                "c=biws,r=NONCE,p=!",
                "c=biws,r=NONCE,p=AAAA",
                "r=NONCE,c=biws,PROOF",
                "c=biws,PROOF",
                "PROOF",
                ",PROOF",
                "c=biws,r=NONCE,PROOF,x=y",
                "c=biws,r=NONCE,PROOFPROOF"
            })
    void auth4MalformedLastMessages(String message) {
        SaslExchange exchange = plain();
        exchange.start(octets("n,,n=ana,r=x"));
        String nonce = text(exchange.answer(PENCIL)).split(",")[0].substring(2);
        isFailure(
                exchange.response(octets(message.replace("NONCE", nonce).replace("PROOF", GOOD_PROOF))),
                Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c=biws,r=x,PROOF",
                "c=biws,r=,PROOF",
                "c=,r=NONCE,PROOF",
                "c=eSws,r=NONCE,PROOF",
                "c=!,r=NONCE,PROOF"
            })
    void auth11WrongNonceOrBindingIsAWrongProof(String message) {
        SaslExchange exchange = plain();
        exchange.start(octets("n,,n=ana,r=x"));
        String nonce = text(exchange.answer(PENCIL)).split(",")[0].substring(2);
        assertThat(exchange.response(octets(message.replace("NONCE", nonce).replace("PROOF", GOOD_PROOF))))
                .isEqualTo(new CheckProof("ana", PENCIL, false));
    }

    @Test
    void auth9SecretsAreKeptInPostgresqlsForm() {
        String kept = Scram.text(Scram.secret("pencil", Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096));
        assertThat(kept).startsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$");
        assertThat(Scram.parse(kept).map(Scram::text)).contains(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SCRAM-SHA-256$4095:AAAA$K:K",
                "SCRAM-SHA-256$99999999:AAAA$K:K",
                "SCRAM-SHA-1$4096:AAAA$K:K",
                "SCRAM-SHA-256$4096:AA==A$K:K",
                "SCRAM-SHA-256$4096:AAAAA$K:K",
                "SCRAM-SHA-256$4096:AAAA$K",
                "SCRAM-SHA-256$4096:AAAA$K:K:K",
                "SCRAM-SHA-256$4096:AAAA$AAAA:K"
            })
    void auth9OtherTextIsNoSecret(String text) {
        String key = "A".repeat(43) + "=";
        assertThat(Scram.parse("SCRAM-SHA-256$4096:AAAA$" + key + ":" + key)).isPresent();
        assertThat(Scram.parse(text.replace("K", key))).isEmpty();
    }

    @Test
    void auth6PasswordsAreComparedInOneForm() {
        byte[] salt = new byte[16];
        assertThat(Scram.text(Scram.secret("gru\u0308n\u00a0blau", salt, 4096)))
                .isEqualTo(Scram.text(Scram.secret("gr\u00fcn blau", salt, 4096)));
    }

    @Test
    void auth10AnUnknownUserHasTheSameSaltEachTime() {
        byte[] key = octets("the server's own");
        ScramSecret nobody = Scram.madeUp(key, "nobody@example.org", 60_000);
        assertThat(Scram.text(Scram.madeUp(key, "nobody@example.org", 60_000))).isEqualTo(Scram.text(nobody));
        assertThat(nobody.salt())
                .hasSize(Scram.SALT_OCTETS)
                .isNotEqualTo(Scram.madeUp(key, "other@example.org", 60_000).salt());
        assertThat(nobody.salt())
                .isNotEqualTo(Scram.madeUp(octets("another's"), "nobody@example.org", 60_000)
                        .salt());
        assertThat(nobody.iterations()).isEqualTo(60_000);
        assertThat(Scram.parse(Scram.text(nobody))).isPresent();
    }
}
