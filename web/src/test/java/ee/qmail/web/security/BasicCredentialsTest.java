package ee.qmail.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasicCredentialsTest {
    @Test
    void thePasswordBeginsAfterTheFirstColon() {
        assertThat(BasicCredentials.of("basic " + encoded("admin:grün:blau")))
                .contains(new BasicCredentials("admin", "grün:blau"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!!", "Bearer YTpi", "Basic YWRtaW4="})
    void malformedHeadersHaveNoCredentials(String header) {
        assertThat(BasicCredentials.of(header)).isEmpty();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
