package ee.qmail.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NetworkRatesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AtomicLong now = new AtomicLong();
    private final NetworkRates rates = new NetworkRates(now::get);

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void abuse4WhatANetworkDoesWithinAMinuteIsCounted() {
        InetAddress client = address("192.0.2.7");
        assertThat(rates.connection(client)).isEqualTo(1);
        now.addAndGet(59 * SECOND);
        assertThat(rates.connection(client)).isEqualTo(2);
        assertThat(rates.handshake(client)).isEqualTo(1);
        now.addAndGet(SECOND);
        assertThat(rates.connection(client)).isEqualTo(1);
        assertThat(rates.handshake(client)).isEqualTo(1);
    }

    @Test
    void abuse4ANetworkIsAnAddressOfIpv4OrA64OfIpv6() {
        assertThat(rates.connection(address("192.0.2.7"))).isEqualTo(1);
        assertThat(rates.connection(address("192.0.2.8"))).isEqualTo(1);
        assertThat(rates.connection(address("2001:db8:1:2::1"))).isEqualTo(1);
        assertThat(rates.connection(address("2001:db8:1:2:ffff::9"))).isEqualTo(2);
        assertThat(rates.connection(address("2001:db8:1:3::1"))).isEqualTo(1);
    }

    @Test
    void abuse4WhoAsksWhatIsCountedIsNotCounted() {
        InetAddress client = address("2001:db8:1:2::1");
        assertThat(rates.minute(client)).isEqualTo(new NetworkRates.Minute(0, 0, 0, Duration.ZERO));
        rates.connection(client);
        rates.handshake(client);
        rates.octets(client, 70, 1000);
        now.addAndGet(20 * SECOND);
        NetworkRates.Minute counted = new NetworkRates.Minute(1, 1, 70, Duration.ofSeconds(40));
        assertThat(rates.minute(address("2001:db8:1:2::9"))).isEqualTo(counted);
        assertThat(rates.minute(client)).isEqualTo(counted);
        now.addAndGet(40 * SECOND);
        assertThat(rates.minute(client)).isEqualTo(new NetworkRates.Minute(0, 0, 0, Duration.ZERO));
    }

    @Test
    void abuse4WhatIsTooMuchWaitsForTheNextMinute() {
        InetAddress client = address("192.0.2.7");
        assertThat(rates.octets(client, 600, 1000)).isZero();
        now.addAndGet(20 * SECOND);
        assertThat(rates.octets(client, 400, 1000)).isZero();
        assertThat(rates.octets(client, 1, 1000)).isEqualTo(40 * SECOND);
        assertThat(rates.octets(address("192.0.2.8"), 600, 1000)).isZero();
        now.addAndGet(40 * SECOND);
        assertThat(rates.octets(client, 1000, 1000)).isZero();
    }

    @Test
    void abuse4ThisHostIsNotCounted() {
        InetAddress webmail = address("127.0.0.1");
        assertThat(rates.connection(webmail)).isZero();
        assertThat(rates.handshake(webmail)).isZero();
        assertThat(rates.octets(address("::1"), Integer.MAX_VALUE, 1)).isZero();
    }

    @Test
    void abuse4TheOldestNetworkMakesRoom() throws UnknownHostException {
        InetAddress first = address("192.0.2.7");
        rates.connection(first);
        for (int i = 1; i < NetworkRates.MAX_NETWORKS; i++) {
            rates.connection(InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
        }
        assertThat(rates.connection(first)).isEqualTo(2);
        rates.connection(address("198.51.100.1"));
        assertThat(rates.connection(first)).isEqualTo(1);
    }
}
