package ee.qmail.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerpTest {
    private static final String BASE = "news-@example.org";

    @Test
    void aSenderTellsWhoseCopyItIsOf() {
        assertThat(Verp.sender(BASE, "ana@example.net")).isEqualTo("news-ana=example.net@example.org");
        assertThat(Verp.recipient(BASE, "news-ana=example.net@example.org")).contains("ana@example.net");
        assertThat(Verp.recipient(BASE, "NEWS-Ana=Example.net@Example.ORG")).contains("Ana@Example.net");
        assertThat(Verp.recipient(BASE, Verp.sender(BASE, "a=b@example.net"))).contains("a=b@example.net");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "news-ana=example.net@other.example",
                "old-ana=example.net@example.org",
                "news-@example.org",
                "news-=example.net@example.org",
                "news-ana=@example.org",
                "news-ana@example.org",
                "@example.org",
                ""
            })
    void anotherAddressIsOfNobody(String address) {
        assertThat(Verp.recipient(BASE, address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ana", "@example.net", "ana@", "\"a b\"@example.net", "a@b@example.net"})
    void whatIsNoPlainAddressIsRefusedByName(String recipient) {
        assertThatThrownBy(() -> Verp.sender(BASE, recipient))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recipient '" + recipient + "'");
    }
}
