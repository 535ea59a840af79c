package ee.qmail.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageAddressTest {
    @ParameterizedTest
    @CsvSource({
        "file=me, /p?file=me, /p?file=me&back=1",
        "domain=a.example&name=b%2Bc, /p?domain=a.example&name=b%2Bc, /p?domain=a.example&name=b%2Bc&back=1",
        "file=me&back=1, /p?file=me, /p?file=me&back=1",
        "'', /p, /p?back=1"
    })
    void aPageIsOpenedAgainOnce(String query, String page, String again) {
        assertThat(PageAddress.with("/p", query)).isEqualTo(page);
        assertThat(PageAddress.backTo("/p", query)).isEqualTo(again);
    }

    @Test
    void aPageMayHaveNoQuery() {
        assertThat(PageAddress.with("/p", null)).isEqualTo("/p");
    }

    @Test
    void nothingThatMarkupOrAHeaderWouldTakeForItsOwnIsKept() {
        assertThat(PageAddress.with("/p", "a=\"><script>&b=2&c='x&d=\r\nX:1&e=1"))
                .isEqualTo("/p?b=2&e=1");
    }

    @ParameterizedTest
    @CsvSource({
        "https://mail.example.org/console/setting.xhtml?file=me, /console/setting.xhtml?file=me&back=1",
        "https://mail.example.org/console/queue.xhtml, /console/queue.xhtml?back=1",
        "https://other.example/console/setting.xhtml?file=me, ",
        "https://mail.example.org/api/domains, ",
        "https://mail.example.org/console/../api/x.xhtml, ",
        "https://mail.example.org/console/\"<x>.xhtml, ",
        "'', ",
        ", "
    })
    void thePageFromWhichABrowserComesIsOneOfTheConsoleOnThisHost(String referer, String page) {
        assertThat(PageAddress.backToReferer(referer, "mail.example.org", "")).isEqualTo(page);
    }

    @Test
    void theContextOfTheApplicationCounts() {
        String referer = "https://mail.example.org/mail/console/queue.xhtml";
        assertThat(PageAddress.backToReferer(referer, "mail.example.org", "/mail"))
                .isEqualTo("/mail/console/queue.xhtml?back=1");
        assertThat(PageAddress.backToReferer(referer, "mail.example.org", "")).isNull();
    }
}
