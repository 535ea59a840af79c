package ee.qmail.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.ScramSecret;
import ee.qmail.sasl.SaslDialogue;
import ee.qmail.sasl.SaslMechanism;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import ee.qmail.sasl.Scram;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Against the server's side. */
class ScramTalkTest {
    private final SaslDialogue server = new SaslDialogue();

    @Test
    void theServerFindsTheProofRight() {
        assertThat(proofOf("bench").right()).isTrue();
    }

    @Test
    void anotherPasswordIsWrong() {
        assertThat(proofOf("branch").right()).isFalse();
    }

    private SaslStep.CheckProof proofOf(String password) {
        Talk talk = new ScramTalk("r0@bench.example", password, new ConcurrentHashMap<>());
        String command = talk.next("+OK");
        assertThat(server.begin(
                        new SaslOffer(EnumSet.of(SaslMechanism.SCRAM_SHA_256), null, null, null),
                        command.substring("AUTH ".length())))
                .isTrue();
        assertThat(server.step()).isInstanceOf(SaslStep.AskSecret.class);
        ScramSecret secret = Scram.secret("bench", new byte[Scram.SALT_OCTETS], 4096);
        server.answer(secret);
        String challenge = Base64.getEncoder().encodeToString(((SaslStep.Challenge) server.step()).octets());
        server.read(ByteBuffer.wrap((talk.next("+ " + challenge) + "\r\n").getBytes(StandardCharsets.US_ASCII)));
        return (SaslStep.CheckProof) server.step();
    }
}
