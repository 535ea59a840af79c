package ee.qmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.message.QueueId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeliveryNameTest {
    private static final Instant ARRIVAL = Instant.ofEpochSecond(1_700_000_000L, 999_999_999);
    private static final QueueId ID = new QueueId(42);

    @Test
    void isTheSameForARepeatedDeliveryAndNamesTheSizes() {
        DeliveryName name = DeliveryName.of(ARRIVAL, ID, "ana@example.org");
        assertThat(name).isEqualTo(DeliveryName.of(ARRIVAL, ID, "ana@example.org"));
        assertThat(name.withSizes(10, 12)).matches("1700000000\\.Q42R[0-9a-f]{12}\\.qmail,S=10,W=12");
    }

    @Test
    void differsByMessageAndRecipient() {
        assertThat(new DeliveryName[] {
                    DeliveryName.of(ARRIVAL, ID, "ana@example.org"),
                    DeliveryName.of(ARRIVAL, ID, "bob@example.org"),
                    DeliveryName.of(ARRIVAL, new QueueId(43), "ana@example.org")
                })
                .doesNotHaveDuplicates();
    }

    /** Whatever control/me is or was, here or on another server. */
    @Test
    void namesEachFileOfTheDeliveryWhateverHostFlagsAndSizesItHas() {
        DeliveryName name = DeliveryName.of(ARRIVAL, ID, "ana@example.org");
        String start = name.base().substring(0, name.base().indexOf('R') + 13);
        for (String rest :
                new String[] {"", ".mx.example.org", ".old_host,S=1,W=2", ".qmail,S=1,W=2:2,S", ":2,", ",S=1"}) {
            assertThat(name.names(start + rest)).as(rest).isTrue();
        }
        assertThat(name.names(start + "0.mx")).isFalse();
        assertThat(name.names(DeliveryName.of(ARRIVAL, ID, "bob@example.org").base()))
                .isFalse();
    }

    @Test
    void oneApartIsStillAFormOfThisOneAndNoOtherFilesName() {
        DeliveryName name =
                DeliveryName.of(Instant.ofEpochSecond(99_999_999_999L), new QueueId(Long.MAX_VALUE), "ana@example.org");
        assertThat(name.apart()).isNotEqualTo(name).isNotEqualTo(name.apart());
        assertThat(name.names(name.apart().base())).isTrue();
        assertThat(name.apart().base()).hasSizeLessThanOrEqualTo(70);
    }

    @Test
    void isAUniqueIdOfAtMost70Octets() {
        String longest = DeliveryName.of(Instant.ofEpochSecond(99_999_999_999L), new QueueId(Long.MAX_VALUE), "a")
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
