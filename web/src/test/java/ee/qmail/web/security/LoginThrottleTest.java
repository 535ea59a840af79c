package ee.qmail.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private static final String ADDRESS = "192.0.2.1";

    private final AtomicLong nanoTime = new AtomicLong();
    private final LoginThrottle throttle = new LoginThrottle(nanoTime::get);

    @Test
    void fiveWrongPasswordsAreFreeThenEachWaitIsTwiceTheLast() {
        fail(4, ADDRESS, "admin");
        assertThat(throttle.secondsToWait(ADDRESS, "admin")).isZero();

        fail(1, ADDRESS, "admin");
        assertThat(throttle.secondsToWait(ADDRESS, "admin")).isEqualTo(2);
        fail(3, ADDRESS, "admin");
        assertThat(throttle.secondsToWait(ADDRESS, "admin")).isEqualTo(9);
    }

    @Test
    void theWaitPassesAndNeverExceedsFiveMinutes() {
        fail(19, ADDRESS, "admin");
        assertThat(throttle.secondsToWait(ADDRESS, "admin")).isEqualTo(301);

        nanoTime.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(throttle.secondsToWait(ADDRESS, "admin")).isZero();
    }

    @Test
    void otherNamesAndAddressesAreNotHeldUp() {
        fail(10, ADDRESS, "admin");
        assertThat(throttle.secondsToWait(ADDRESS, "root")).isZero();
        assertThat(throttle.secondsToWait("192.0.2.2", "admin")).isZero();
    }

    @Test
    void manyNamesFromOneAddressAreHeldUpToo() {
        for (int i = 0; i < 20; i++) {
            fail(1, ADDRESS, "user" + i);
        }
        assertThat(throttle.secondsToWait(ADDRESS, "somebody")).isPositive();
    }

    @Test
    void aRightPasswordForgivesTheWrongOnes() {
        fail(5, ADDRESS, "admin");
        throttle.succeeded(ADDRESS, "admin");
        assertThat(throttle.secondsToWait(ADDRESS, "admin")).isZero();
    }

    @Test
    void remembersABoundedNumberOfFailures() {
        fail(9, ADDRESS, "admin");
        for (int i = 0; i < 10_000; i++) {
            fail(1, "198.51.100." + i, "x");
        }
        assertThat(throttle.secondsToWait(ADDRESS, "admin")).isZero();
    }

    private void fail(int times, String address, String name) {
        for (int i = 0; i < times; i++) {
            throttle.failed(address, name);
        }
    }
}
