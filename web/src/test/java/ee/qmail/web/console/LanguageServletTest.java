package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.web.language.Language;
import org.junit.jupiter.api.Test;

class LanguageServletTest {
    @Test
    void theChoiceIsKeptForThisSiteAndForThoseWhoComeByALink() {
        assertThat(LanguageServlet.cookie(Language.SPANISH, true))
                .isEqualTo("language=es; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure");
        assertThat(LanguageServlet.cookie(Language.ENGLISH, false))
                .startsWith("language=en;")
                .doesNotContain("Secure");
    }
}
