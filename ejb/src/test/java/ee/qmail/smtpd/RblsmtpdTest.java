package ee.qmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.Blocklist;
import ee.qmail.dns.FakeDns;
import ee.qmail.tcpserver.TcpRule;
import ee.qmail.time.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RblsmtpdTest {
    private static final Blocklist FIRST = new Blocklist("bl.test", false);
    private static final Blocklist SECOND = new Blocklist("soft.test", true);

    private final FakeDns dns = new FakeDns();
    private final SettableClock clock = new SettableClock();
    private final Rblsmtpd rblsmtpd = new Rblsmtpd(dns, clock);

    private Optional<String> reply(String ip, TcpRule rule) {
        return rblsmtpd.reply(FakeDns.ip(ip), rule, List.of(FIRST, SECOND));
    }

    private Optional<String> reply(String ip) {
        return reply(ip, TcpRule.ALLOW);
    }

    @Test
    void ts6AListedClientIsRefusedWithTheTextOfTheList() {
        dns.host("7.2.0.192.bl.test", "127.0.0.2")
                .text("7.2.0.192.bl.test", "sent spam, see\r\nhttp://bl.test/7\u00e9");
        dns.host("8.2.0.192.soft.test", "127.0.0.4");
        assertThat(reply("192.0.2.7")).contains("553 5.7.1 sent spam, see__http://bl.test/7_");
        assertThat(reply("192.0.2.8")).contains("451 4.7.1 192.0.2.8 is listed by soft.test");
        assertThat(reply("192.0.2.9")).isEmpty();
    }

    @Test
    void ts6AddressesOfIpv6AreAskedNibbleByNibble() {
        dns.host("7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.test", "127.0.0.2");
        assertThat(reply("2001:db8::7")).contains("553 5.7.1 2001:db8:0:0:0:0:0:7 is listed by bl.test");
        assertThat(reply("2001:db8::8")).isEmpty();
    }

    @Test
    void ts6AnAnswerThatIsNoListingBlocksNobody() {
        dns.host("7.2.0.192.bl.test", "127.255.255.254"); // the list does not talk to this resolver
        dns.host("8.2.0.192.bl.test", "203.0.113.1"); // somebody has bought the domain of a dead list
        assertThat(reply("192.0.2.7")).isEmpty();
        assertThat(reply("192.0.2.8")).isEmpty();
    }

    @Test
    void ts6AListThatDoesNotAnswerBlocksNobodyAndIsLeftAloneForAMinute() {
        dns.failing("7.2.0.192.bl.test")
                .host("8.2.0.192.bl.test", "127.0.0.2")
                .host("8.2.0.192.soft.test", "127.0.0.2");
        assertThat(reply("192.0.2.7")).isEmpty();
        assertThat(reply("192.0.2.8")).contains("451 4.7.1 192.0.2.8 is listed by soft.test");
        clock.pass(Duration.ofSeconds(60));
        assertThat(reply("192.0.2.8")).contains("553 5.7.1 192.0.2.8 is listed by bl.test");
    }

    @Test
    void ts6TheRuleOfAClientGoesBeforeTheLists() {
        dns.host("7.2.0.192.bl.test", "127.0.0.2");
        assertThat(reply("192.0.2.7", rule("RBLSMTPD", ""))).isEmpty();
        assertThat(reply("192.0.2.7", rule("RELAYCLIENT", ""))).isEmpty();
        assertThat(reply("192.0.2.1", rule("RBLSMTPD", "not today"))).contains("451 4.7.1 not today");
        assertThat(reply("192.0.2.1", rule("RBLSMTPD", "-never"))).contains("553 5.7.1 never");
        assertThat(rblsmtpd.asks(rule("RBLSMTPD", ""), List.of(FIRST))).isFalse();
        assertThat(rblsmtpd.asks(TcpRule.ALLOW, List.of())).isFalse();
        assertThat(rblsmtpd.asks(TcpRule.ALLOW, List.of(FIRST))).isTrue();
    }

    private static TcpRule rule(String variable, String value) {
        return new TcpRule(true, Map.of(variable, value));
    }
}
