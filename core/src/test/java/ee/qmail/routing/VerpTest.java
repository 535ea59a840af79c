package ee.qmail.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerpTest {
    @Test
    void sch9EachRecipientIsToldASenderOfItsOwn() {
        assertThat(Verp.senderFor("list-owner-@host.example-@[]", "bob@x.org"))
                .isEqualTo("list-owner-bob=x.org@host.example");
        assertThat(Verp.senderFor("list-owner-@host.example-@[]", "bob")).isEqualTo("list-owner-bob@host.example");
    }

    @Test
    void sch9TheBounceGoesToTheAddressWithoutTheEnd() {
        assertThat(Verp.bounceAddress("list-owner-@host.example-@[]")).isEqualTo("list-owner-@host.example");
    }

    @Test
    void otherSendersAreTheSameForAll() {
        for (String sender : new String[] {"", "#@[]", "ana@example.org", "ana-@[]", "-@[]"}) {
            assertThat(Verp.isVariable(sender)).isFalse();
            assertThat(Verp.senderFor(sender, "bob@x.org")).isEqualTo(sender);
            assertThat(Verp.bounceAddress(sender)).isEqualTo(sender);
        }
    }
}
