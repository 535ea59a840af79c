package ee.qmail.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LoginFormTest {
    @Test
    void readsAFormOfABrowser() {
        assertThat(LoginForm.values("name=admin&password=a%26b+c%C3%A4&next=%2Fconsole%2Fqueue.xhtml"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("name", "admin", "password", "a&b cä", "next", "/console/queue.xhtml"));
    }

    @Test
    void theFirstOfEqualNamesCountsAndMalformedFieldsAreMissing() {
        assertThat(LoginForm.values("name=a&name=b&password=%zz&&=x&next"))
                .containsExactlyEntriesOf(Map.of("name", "a"));
        assertThat(LoginForm.values("")).isEmpty();
    }
}
