package ee.qmail.history.facts;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Refusal;
import ee.qmail.message.Attributes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalSamplerTest {
    private final RefusalSampler sampler = new RefusalSampler();

    private static Refusal refusal(String client, String recipient, String reply) {
        InetSocketAddress here = new InetSocketAddress("192.0.2.1", 25);
        Client from = new Client(new Peer(new InetSocketAddress(client, 4000), here), Door.MX);
        return new Refusal(
                Refusal.Stage.RCPT, from, Attributes.NONE, "spam@s.example", List.of(recipient), 0, 0, reply);
    }

    private static Fact.Refused refused(Fact fact) {
        return (Fact.Refused) fact;
    }

    @Test
    void aFewHaveARowEach() {
        List<Fact> facts = sampler.refused(refusal("192.0.2.7", "b@b.example", "550 5.1.1 no"));
        assertThat(facts).singleElement().satisfies(fact -> {
            assertThat(refused(fact).recipient()).isEqualTo("b@b.example");
            assertThat(refused(fact).reply()).isEqualTo("550 5.1.1 no");
            assertThat(refused(fact).times()).isEqualTo(1);
        });
        assertThat(sampler.nextMinute()).isEmpty();
    }

    @Test
    void manyOfOneClientShareARowThatTellsHowManyTheyAre() {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            facts.addAll(sampler.refused(refusal("192.0.2.7", i + "@b.example", "550 5.1.1 no")));
        }
        facts.addAll(sampler.refused(refusal("192.0.2.7", "x@b.example", "451 4.3.0 later")));
        assertThat(facts).hasSize(RefusalSampler.OF_A_NETWORK);
        assertThat(sampler.nextMinute())
                .extracting(
                        fact -> refused(fact).recipient() + " " + refused(fact).times())
                .containsExactly("19999@b.example " + (20_000 - RefusalSampler.OF_A_NETWORK), "x@b.example 1");

        assertThat(sampler.nextMinute()).isEmpty();
        assertThat(sampler.refused(refusal("192.0.2.7", "b@b.example", "550"))).hasSize(1);
    }

    @Test
    void anotherClientHasRowsOfItsOwnMeanwhile() {
        for (int i = 0; i < 100; i++) {
            sampler.refused(refusal("192.0.2.7", "a@b.example", "550"));
        }
        assertThat(sampler.refused(refusal("192.0.2.8", "b@b.example", "550"))).hasSize(1);
        for (int i = 0; i < RefusalSampler.OF_A_NETWORK; i++) {
            sampler.refused(refusal("2001:db8::" + i, "a@b.example", "550"));
        }
        assertThat(sampler.refused(refusal("2001:db8::ffff", "b@b.example", "550")))
                .isEmpty();
    }

    @Test
    void twentyThousandStrangersMakeAFewHundredRows() {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String client = "10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256;
            facts.addAll(sampler.refused(refusal(client, "b@b.example", "550 5.1.1 no")));
        }
        facts.addAll(sampler.nextMinute());
        assertThat(facts).hasSizeLessThanOrEqualTo(RefusalSampler.OF_ALL + RefusalSampler.SHARED + 1);
        assertThat(facts.stream().mapToInt(fact -> refused(fact).times()).sum()).isEqualTo(20_000);
        assertThat(refused(facts.get(facts.size() - 1)).sender()).isEmpty();
    }

    /** A message to a thousand may be refused as a whole. */
    @Test
    void theRecipientsOfOneMessageAreCountedToo() {
        Refusal one = refusal("192.0.2.7", "b@b.example", "552 5.3.4 large");
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            many.add(i + "@b.example");
        }
        Refusal refusal =
                new Refusal(Refusal.Stage.DATA, one.client(), one.origin(), one.sender(), many, 17, 0, one.reply());
        assertThat(sampler.refused(refusal)).hasSize(RefusalSampler.RECIPIENTS);
        assertThat(sampler.refused(refusal)).isEmpty();
    }
}
