package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.sasl.SaslExchange;
import ee.qmail.sasl.SaslMechanism;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import ee.qmail.sasl.Scram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScramClientTest {
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String BOTH = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";

    private final ScramClient client = new ScramClient("user", "pencil", NONCE);

    /** The example of RFC 7677 3. */
    @Test
    void rtls16TheExampleOfTheRfc() {
        assertThat(client.first()).isEqualTo("n,,n=user,r=" + NONCE);
        assertThat(client.last("r=" + BOTH + ",s=" + SALT + ",i=4096"))
                .hasValue("c=biws,r=" + BOTH + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(client.isProvedBy("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
                .isTrue();
        assertThat(client.isProvedBy("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5="))
                .isFalse();
        assertThat(client.isProvedBy("e=other-error")).isFalse();
    }

    private static String text(SaslStep step) {
        return new String(((SaslStep.Challenge) step).octets(), StandardCharsets.US_ASCII);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({"pencil, true", "pen, false"})
    void rtls16ThisServerWouldLetItselfIn(String password, boolean right) {
        SaslExchange server = SaslExchange.begin(
                        "SCRAM-SHA-256", new SaslOffer(EnumSet.of(SaslMechanism.SCRAM_SHA_256), null, null, null))
                .orElseThrow();
        assertThat(server.start(octets(client.first()))).isEqualTo(new SaslStep.AskSecret("user"));
        String challenge = text(server.answer(Scram.secret(password, octets("some salt"), 4096)));
        SaslStep proof = server.response(octets(client.last(challenge).orElseThrow()));
        assertThat(((SaslStep.CheckProof) proof).right()).isEqualTo(right);
        if (right) {
            Login login = new Login(Optional.of(new Identity("user@example.org", Path.of("user"), true)), 0);
            assertThat(client.isProvedBy(text(server.answer(login)))).isTrue();
            assertThat(server.response(new byte[0])).isInstanceOf(SaslStep.Success.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r=someoneelse,s=" + SALT + ",i=4096",
                "r=" + NONCE + ",s=" + SALT + ",i=4096",
                "r=" + BOTH + ",s=" + SALT + ",i=4095",
                "r=" + BOTH + ",s=" + SALT + ",i=2000001",
                "r=" + BOTH + ",s=" + SALT + ",i=99999999999",
                "r=" + BOTH + ",s==,i=4096",
                "m=x,r=" + BOTH + ",s=" + SALT + ",i=4096",
                "e=unknown-user",
                ""
            })
    void rtls16AnotherChallengeIsNotAnswered(String challenge) {
        assertThat(client.last(challenge)).isEmpty();
        assertThat(client.isProvedBy("v=")).isFalse();
    }

    @Test
    void aNameMayHaveACommaAndAnEqualsSign() {
        assertThat(new ScramClient("a,b=c", "x", "n").first()).isEqualTo("n,,n=a=2Cb=3Dc,r=n");
    }
}
