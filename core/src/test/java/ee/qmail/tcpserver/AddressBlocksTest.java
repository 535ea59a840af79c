package ee.qmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlocksTest {
    private final AddressBlocks blocks = new AddressBlocks(List.of("192.0.2.1", "10.0.0.0/8", "2001:db8::/32"));

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, true",
        "192.0.2.2, false",
        "10.255.0.1, true",
        "::ffff:10.0.0.1, true",
        "2001:db8:1::9, true",
        "2001:db9::1, false",
        "no address, false",
        "'', false"
    })
    void anAddressIsAmongThemOrNot(String address, boolean isAmong) {
        assertThat(blocks.contains(address)).isEqualTo(isAmong);
    }

    @Test
    void nobodyIsAmongNone() {
        assertThat(new AddressBlocks(List.of()).contains("127.0.0.1")).isFalse();
    }
}
