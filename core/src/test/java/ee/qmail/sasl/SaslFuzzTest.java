package ee.qmail.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hostile and randomly changed messages, from fixed seeds: nothing throws, and nobody gets in who has not answered right. */
class SaslFuzzTest {
    private static final SaslOffer OFFER =
            new SaslOffer(EnumSet.allOf(SaslMechanism.class), new byte[32], new byte[32], "ana@example.org");
    private static final Login REFUSED = new Login(Optional.empty(), 0);
    private static final Login ACCEPTED =
            new Login(Optional.of(new Identity("ana@example.org", Path.of("Maildir"), true)), 0);
    private static final String[] LIKELY = {
        "n,,n=ana,r=x",
        "y,,n=ana,r=x",
        "p=tls-exporter,,n=ana,r=x",
        "c=biws,r=x,p=" + Scram.base64(new byte[32]),
        "\0ana\0secret",
        "ana",
        "user=ana\1auth=Bearer t\1\1",
        "n,a=ana,\1auth=Bearer t\1\1",
        "\1",
        "",
        "=2C",
        "=3D",
        ",",
        "=",
        "\0",
        "m=",
        "a="
    };

    @Test
    void auth4HostileMessagesNeverThrow() {
        Random random = new Random(4954);
        int steps = 0;
        for (int round = 0; round < 200_000; round++) {
            SaslMechanism[] mechanisms = SaslMechanism.values();
            SaslMechanism mechanism = mechanisms[random.nextInt(mechanisms.length)];
            steps += run(SaslExchange.begin(mechanism.protocolName(), OFFER).orElseThrow(), random);
        }
        assertThat(steps).isGreaterThan(200_000);
    }

    private static int run(SaslExchange exchange, Random random) {
        SaslStep step = exchange.start(random.nextInt(4) == 0 ? null : message(random));
        for (int steps = 1; steps < 10; steps++) {
            if (step instanceof SaslStep.Failure || step instanceof SaslStep.Success) {
                return steps;
            }
            step = next(exchange, step, random);
        }
        throw new AssertionError("an exchange without end");
    }

    private static SaslStep next(SaslExchange exchange, SaslStep step, Random random) {
        if (step instanceof SaslStep.Challenge) {
            return exchange.response(message(random));
        }
        if (step instanceof SaslStep.AskSecret ask) {
            return exchange.answer(Scram.madeUp(new byte[32], ask.user(), 4096));
        }
        if (step instanceof SaslStep.CheckProof proof) {
            assertThat(proof.right()).as("a proof by chance").isFalse();
            return exchange.answer(REFUSED);
        }
        return random.nextBoolean() ? exchange.answer(ACCEPTED) : exchange.unavailable();
    }

    private static byte[] message(Random random) {
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(3); parts >= 0; parts--) {
            text.append(LIKELY[random.nextInt(LIKELY.length)]);
        }
        byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int changes = random.nextInt(4); changes > 0 && octets.length > 0; changes--) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
        }
        return octets;
    }

    @Test
    void auth4HostileLinesNeverThrow() {
        Random random = new Random(4648);
        for (int round = 0; round < 200_000; round++) {
            String line = SaslWire.encode(message(random));
            char[] changed = line.toCharArray();
            for (int changes = random.nextInt(3); changes > 0 && changed.length > 0; changes--) {
                changed[random.nextInt(changed.length)] = (char) random.nextInt(256);
            }
            String hostile = new String(changed);
            SaslWire.decode(hostile)
                    .ifPresent(octets -> assertThat(SaslWire.encode(octets)).isEqualTo(hostile));
        }
    }
}
