package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressesTest {
    private final Addresses addresses = new Addresses();

    @Test
    void aLineBreaksBehindAnAtSignOrADotOnly() {
        assertThat(addresses.html("a.b-c@example.org"))
                .isEqualTo("<span class=\"part\">a.</span><span class=\"part\">b-c@</span>"
                        + "<span class=\"part\">example.</span><span class=\"part\">org</span>");
        assertThat(addresses.html(null)).isEmpty();
    }

    @Test
    void nothingInItTurnsTheDirectionOfWriting() {
        assertThat(addresses.html("a\u202eb")).isEqualTo("<span class=\"part\">a\ufffdb</span>");
    }

    @Test
    void nothingInItIsMarkup() {
        assertThat(addresses.html("<b a='\"'>&lt;"))
                .isEqualTo("<span class=\"part\">&lt;b a=&#39;&quot;&#39;&gt;&amp;lt;</span>");
    }

    @Test
    void nothingInItTurnsTheDirectionOfLetters() {
        assertThat(addresses.html("a\u202Eb\u0007")).isEqualTo("<span class=\"part\">a\uFFFDb\uFFFD</span>");
    }
}
