package ee.qmail.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    @Test
    void anAddressHasTheSpellingOfHistory() {
        assertThat(ClientAddress.of("192.0.2.7")).contains("192.0.2.7");
        assertThat(ClientAddress.of("2001:db8::7")).contains("2001:db8:0:0:0:0:0:7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "far.example", "999.1.1.1", "1.2.3", "1.2.3.4.5", "12:30", "::g", "[192.0.2.7]"})
    void nothingElseIsOneAndNoNameIsLookedUp(String text) {
        assertThat(ClientAddress.of(text)).isEmpty();
    }
}
