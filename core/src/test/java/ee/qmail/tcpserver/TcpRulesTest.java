package ee.qmail.tcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpRulesTest {
    private static final TcpRules RULES = new TcpRules("""
            joe@192.0.2.1:allow,R="info@ip"
            joe@=h.example.org:allow,R="info@host"
            192.0.2.1:allow,R="ip"
            192.0.2.1:allow,R="second of equal keys"
            =h.example.org:allow,R="host"
            192.0.2.:allow,R="prefix 3"
            192.:allow,R="prefix 1"
            192.0.0.0/8:allow,R="block loses against prefix"
            10.1.0.0/16:allow,R="block 16"
            10.0.0.0/8:allow,R="block 8"
            2001:db8::/32:allow,R="v6 block"
            2001:DB8:0::7:allow,R="v6"
            172.16-18.:allow,R="prefix range"
            198.51.100.4-6:deny,R="range"
            =.example.org:allow,R="suffix"
            =:allow,R="any name"
            :deny,R="rest"
            """.lines().toList());

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "192.0.2.1, h.example.org, joe, info@ip",
                "192.0.2.2, h.example.org, joe, info@host",
                "192.0.2.1, h.example.org, -, ip",
                "192.0.2.2, H.Example.org, -, host",
                "192.0.2.2, -, -, prefix 3",
                "192.0.3.2, -, -, prefix 1",
                "10.1.2.3, x.example.org, -, block 16",
                "10.2.2.3, -, -, block 8",
                "2001:db8::7, -, -, v6",
                "2001:db8:0:0:0:0:0:8, -, -, v6 block",
                "172.17.0.1, -, -, prefix range",
                "172.19.0.1, -, -, rest",
                "198.51.100.6, -, -, range",
                "198.51.100.7, -, -, rest",
                "8.8.8.8, x.example.org, -, suffix",
                "8.8.8.8, example.org, -, any name",
                "::ffff:10.2.0.1, -, -, block 8"
            })
    void ts3FirstHitWins(String ip, String host, String info, String rule) {
        assertThat(RULES.lookup(ip, host, info).environment()).containsEntry("R", rule);
    }

    @Test
    void ts3TheLineThatDecidesIsKnown() {
        assertThat(RULES.find("192.0.2.1", null, null).map(TcpRules.Match::line))
                .hasValue("192.0.2.1:allow,R=\"ip\"");
        assertThat(RULES.find("198.51.100.5", null, null).map(TcpRules.Match::line))
                .hasValue("198.51.100.4-6:deny,R=\"range\"");
        assertThat(new TcpRules(List.of("10.:deny")).find("192.0.2.1", null, null))
                .isEmpty();
        assertThat(TcpRules.everybody(TcpRule.DENY).find("192.0.2.1", null, null))
                .hasValue(new TcpRules.Match(null, TcpRule.DENY));
    }

    @Test
    void ts3NoHitIsAllowed() {
        assertThat(new TcpRules(List.of("10.:deny")).lookup("192.0.2.1")).isEqualTo(TcpRule.ALLOW);
        assertThat(new TcpRules(List.of("10.:deny")).lookup("10.0.0.1").allow()).isFalse();
    }

    @Test
    void ts3VariablesMayUseAnyQuote() {
        TcpRule rule = new TcpRules(List.of(":allow,RELAYCLIENT=\"\",A='b\"c',D=/e:deny,f/")).lookup("::1");
        assertThat(rule.environment())
                .containsOnly(Map.entry("RELAYCLIENT", ""), Map.entry("A", "b\"c"), Map.entry("D", "e:deny,f"));
    }
}
