package ee.qmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.queue.QueueId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeliveryNameTest {
    private static final Instant ARRIVAL = Instant.ofEpochSecond(1_700_000_000L, 999_999_999);
    private static final QueueId ID = new QueueId(42);

    @Test
    void isTheSameForARepeatedDeliveryAndNamesTheSizes() {
        DeliveryName name = DeliveryName.of(ARRIVAL, ID, "ana@example.org", "mx.example.org");
        assertThat(name).isEqualTo(DeliveryName.of(ARRIVAL, ID, "ana@example.org", "mx.example.org"));
        assertThat(name.withSizes(10, 12)).matches("1700000000\\.Q42R[0-9a-f]{12}\\.mx\\.example\\.org,S=10,W=12");
    }

    @Test
    void differsByMessageAndRecipient() {
        assertThat(new DeliveryName[] {
                    DeliveryName.of(ARRIVAL, ID, "ana@example.org", "h"),
                    DeliveryName.of(ARRIVAL, ID, "bob@example.org", "h"),
                    DeliveryName.of(ARRIVAL, new QueueId(43), "ana@example.org", "h")
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsOutWhatAFileNameOrAFlagCannotHave() {
        assertThat(DeliveryName.of(ARRIVAL, ID, "a", "../a:b,S=1 \u00e9").base())
                .endsWith(".._a_b_S_1__");
        assertThat(DeliveryName.of(ARRIVAL, ID, "a", "").base()).endsWith(".localhost");
    }

    @Test
    void isAUniqueIdOfAtMost70Octets() {
        String longest = DeliveryName.of(
                        Instant.ofEpochSecond(99_999_999_999L), new QueueId(Long.MAX_VALUE), "a", "h".repeat(100))
                .base();
        assertThat(longest).hasSizeLessThanOrEqualTo(70);
    }

    @Test
    void anyOtherFormIsRefusedByName() {
        assertThatThrownBy(() -> new DeliveryName("1.Q2R3.h"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delivery name '1.Q2R3.h': must be <seconds>.Q<queue id>R<12 hex digits>.<host>");
    }
}
