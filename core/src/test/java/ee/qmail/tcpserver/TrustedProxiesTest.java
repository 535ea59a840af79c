package ee.qmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private final TrustedProxies proxies = new TrustedProxies(List.of("192.0.2.1", "10.0.0.0/8", "2001:db8::/32"));

    private static java.net.InetAddress address(String text) {
        return IpAddress.parse(text).address();
    }

    private String client(String peer, List<String> forwardedFor, List<String> forwarded) {
        return proxies.client(address(peer), forwardedFor, forwarded).getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1    | 198.51.100.7                         | 198.51.100.7",
                "10.1.2.3     | 198.51.100.7:4711                    | 198.51.100.7",
                "2001:db8::5  | 203.0.113.1, 198.51.100.7, 10.9.9.9  | 198.51.100.7",
                "192.0.2.1    | 198.51.100.7, garbage                | 192.0.2.1",
                "192.0.2.1    | garbage, 198.51.100.7                | 198.51.100.7",
                "192.0.2.1    | 10.1.1.1                             | 10.1.1.1",
                "192.0.2.2    | 198.51.100.7                         | 192.0.2.2",
                "192.0.2.1    | 2001:db9::7                          | 2001:db9:0:0:0:0:0:7",
                "192.0.2.1    | [2001:db9::7]:80                     | 2001:db9:0:0:0:0:0:7",
                "192.0.2.1    | localhost                            | 192.0.2.1",
            })
    void eachTrustedHopTellsTheOneBefore(String peer, String field, String client) {
        assertThat(client(peer, List.of(field), List.of())).isEqualTo(client);
    }

    @Test
    void fieldsThatAreRepeatedAreOneList() {
        assertThat(client("192.0.2.1", List.of("203.0.113.9", "198.51.100.7", "10.0.0.2"), List.of()))
                .isEqualTo("198.51.100.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=198.51.100.7                                  | 198.51.100.7",
                "for=203.0.113.9, For=198.51.100.7;proto=https     | 198.51.100.7",
                "proto=http;for=\"[2001:db9::7]:4711\"             | 2001:db9:0:0:0:0:0:7",
                "for=unknown                                       | 192.0.2.1",
                "for=198.51.100.7, for=_hidden                     | 192.0.2.1",
                "for=198.51.100.7, proto=https                     | 192.0.2.1",
            })
    void forwardedTellsTheSame(String field, String client) {
        assertThat(client("192.0.2.1", List.of(), List.of(field))).isEqualTo(client);
    }

    @Test
    void ofTwoFieldsNeitherIsBelieved() {
        assertThat(client("192.0.2.1", List.of("198.51.100.7"), List.of("for=203.0.113.9")))
                .isEqualTo("192.0.2.1");
    }

    @Test
    void withoutProxiesNobodyIsBelieved() {
        TrustedProxies none = new TrustedProxies(List.of());
        assertThat(none.client(address("127.0.0.1"), List.of("198.51.100.7"), List.of())
                        .getHostAddress())
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.org", "192.0.2", "192.0.2.0/33", "*"})
    void anInvalidProxyAddressIsReported(String line) {
        assertThat(Setting.TRUSTEDPROXIES.check(line))
                .singleElement()
                .asString()
                .contains("address or a block");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.org",
                "https://",
                "https://a/console",
                "ftp://a",
                "https://a b",
                "https://a:port",
                "https://user@a"
            })
    void theConsolesAddressIsASchemeAndAHost(String line) {
        assertThat(Setting.CONSOLEURL.check(line)).singleElement().asString().contains("https://mail.example.org");
    }

    @Test
    void onlyTheMachineChangesWhatRunsOnIt() {
        assertThat(Setting.values())
                .filteredOn(Setting::isChangedOnTheMachineOnly)
                .containsExactly(Setting.DEFAULTDELIVERY, Setting.ALLOWEDPROGRAMS, Setting.ACMEDNS);
    }
}
