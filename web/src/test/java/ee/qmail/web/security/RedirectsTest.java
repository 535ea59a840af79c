package ee.qmail.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectsTest {
    @ParameterizedTest
    @CsvSource({
        "http://evil.example/api/domains/x, evil.example, /api/domains/x",
        "https://Mail.example.org:8443/console/?a=b, mail.example.org:8443, /console/?a=b",
        "http://mail.example.org, mail.example.org, /",
        "/console/index.xhtml, mail.example.org, /console/index.xhtml",
        "index.xhtml, mail.example.org, index.xhtml",
        "http://other.example/x, mail.example.org, http://other.example/x",
    })
    void redirectsWithinThisSiteAreRelative(String location, String host, String relative) {
        assertThat(Redirects.relative(location, host)).isEqualTo(relative);
    }
}
