package ee.qmail.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginServletTest {
    @ParameterizedTest
    @ValueSource(strings = {"/console/domains.xhtml", "/console/mailbox.xhtml?domain=example.org&name=what%3F"})
    void leadsBackToAPageOfTheConsole(String next) {
        assertThat(PageAddress.isOwnPage(next)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//evil.example/console/index.xhtml",
                "https://evil.example/",
                "/console/../api/domains",
                "/console/index.xhtml\r\nX: y",
                "\\\\evil.example"
            })
    void leadsNowhereElse(String next) {
        assertThat(PageAddress.isOwnPage(next)).isFalse();
    }
}
