package ee.qmail.web.language;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
    /** @param cookie null for none @param accepted separated by blanks; null for a request that does not say */
    private static HttpServletRequest request(String cookie, String accepted) {
        List<Locale> locales = accepted == null
                ? List.of(Locale.forLanguageTag("es-ES")) // that of the machine
                : Arrays.stream(accepted.split(" ")).map(Locale::forLanguageTag).toList();
        Cookie[] cookies =
                cookie == null ? null : new Cookie[] {new Cookie("other", "es"), new Cookie("language", cookie)};
        return (HttpServletRequest) Proxy.newProxyInstance(
                LanguageTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getCookies" -> cookies;
                    case "getHeader" -> accepted;
                    case "getLocales" -> Collections.enumeration(locales);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,  -,          ENGLISH",
                "-,  es,         SPANISH",
                "-,  es-MX en,   SPANISH",
                "-,  de es en,   SPANISH",
                "-,  en-GB es,   ENGLISH",
                "-,  de fr,      ENGLISH",
                "es, en,         SPANISH",
                "en, es,         ENGLISH",
                "xx, es,         SPANISH",
            })
    void whatWasChosenByHandCountsThenWhatTheBrowserAsksFor(String cookie, String accepted, Language language) {
        assertThat(Language.of(request(cookie, accepted))).isEqualTo(language);
    }
}
