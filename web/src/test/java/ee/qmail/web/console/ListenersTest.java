package ee.qmail.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.web.language.Texts;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private static final Optional<String> ME = Optional.of("mail.example.org");

    @Test
    void aServerThatListensEverywhereIsToldByItsName() {
        assertThat(Listeners.text(new InetSocketAddress("0.0.0.0", 2110), ME, Texts.IN_ENGLISH))
                .isEqualTo("mail.example.org, port 2110");
    }

    @Test
    void aSingleAddressIsTold() {
        assertThat(Listeners.text(new InetSocketAddress("127.0.0.1", 2525), ME, Texts.IN_ENGLISH))
                .isEqualTo("127.0.0.1, port 2525");
    }
}
