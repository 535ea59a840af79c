package ee.qmail.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ee.qmail.dns.FakeDns;
import ee.qmail.message.Outcome;
import ee.qmail.tcpserver.AddressLiteral;
import ee.qmail.tcpserver.OwnAddresses;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where mail for a domain goes (RM-4, RM-5). */
class MailExchangersTest {
    private static final InetAddress OWN = FakeDns.ip("192.0.2.99");

    private final FakeDns dns = new FakeDns();
    private final MailExchangers exchangers = new MailExchangers(dns, OWN::equals, new Random(1));

    private List<String> of(String domain) throws NoExchangerException {
        return exchangers.of(domain).stream()
                .map(each -> each.address().getHostAddress())
                .toList();
    }

    private void refused(String domain, Outcome outcome, String text) {
        assertThatExceptionOfType(NoExchangerException.class)
                .isThrownBy(() -> exchangers.of(domain))
                .matches(e -> e.outcome() == outcome)
                .withMessageContaining(text);
    }

    @Test
    void rm4LowerPreferenceComesFirst() throws NoExchangerException {
        dns.mx("x", 20, "b").mx("x", 10, "a").mx("x", 30, "c");
        dns.host("a", "192.0.2.1", "2001:db8::1").host("b", "192.0.2.2").host("c", "192.0.2.3");
        assertThat(of("x")).containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1", "192.0.2.2", "192.0.2.3");
    }

    @Test
    void rm4EqualPreferenceIsShuffled() throws NoExchangerException {
        dns.mx("x", 10, "a").mx("x", 10, "b").host("a", "192.0.2.1").host("b", "192.0.2.2");
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            first.add(of("x").get(0));
        }
        assertThat(first).containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2");
    }

    @Test
    void rm4WithoutMxTheAddressCounts() throws NoExchangerException {
        dns.host("x", "192.0.2.5");
        assertThat(of("x")).containsExactly("192.0.2.5");
    }

    @Test
    void nullMxRefuses() {
        dns.mx("x", 0, "").host("x", "192.0.2.5");
        refused("x", Outcome.FAILURE, "(#5.1.10)");
    }

    @Test
    void rm4UnknownNamesFail() {
        refused("nowhere", Outcome.FAILURE, "Sorry, I couldn't find any host named nowhere. (#5.1.2)");
    }

    @Test
    void namesWithoutAddressFail() {
        dns.mx("x", 10, "a").mx("x", 20, "gone").host("a");
        refused("x", Outcome.FAILURE, "(#5.4.4)");
        dns.host("y");
        refused("y", Outcome.FAILURE, "(#5.4.4)");
    }

    @Test
    void temporaryErrorsDefer() {
        dns.failing("x");
        refused("x", Outcome.DEFERRAL, "(#4.1.2)");
        dns.mx("y", 10, "gone").mx("y", 20, "x").mx("y", 30, "gone2");
        refused("y", Outcome.DEFERRAL, "(#4.1.2)");
    }

    @Test
    void hostsThatCannotBeFoundAreSkipped() throws NoExchangerException {
        dns.mx("x", 10, "gone")
                .mx("x", 20, "broken")
                .mx("x", 30, "a")
                .failing("broken")
                .host("a", "192.0.2.1");
        assertThat(of("x")).containsExactly("192.0.2.1");
    }

    @Test
    void rm5OnlyBetterHostsThanOurselvesAreTried() throws NoExchangerException {
        dns.mx("x", 10, "a").mx("x", 20, "b").mx("x", 20, "me").mx("x", 30, "c");
        dns.host("a", "192.0.2.1").host("b", "192.0.2.2").host("c", "192.0.2.3").host("me", OWN.getHostAddress());
        assertThat(of("x")).containsExactly("192.0.2.1");
        dns.mx("y", 10, "me").mx("y", 10, "a");
        refused("y", Outcome.FAILURE, "Sorry. Although I'm listed as a best-preference MX or A for that host,");
        refused("[192.0.2.99]", Outcome.FAILURE, "(#5.4.6)");
    }

    @Test
    void literalsAreTakenAsTheyAre() throws NoExchangerException {
        assertThat(of("[192.0.2.1]")).containsExactly("192.0.2.1");
        assertThat(of("192.0.2.1")).containsExactly("192.0.2.1");
        assertThat(of("[IPv6:2001:db8::1]")).containsExactly("2001:db8:0:0:0:0:0:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[192.0.2.256]", "[1.2.3]", "[IPv6:xyz]", "[IPv6:1:2]", "[]", "1.2.3.4.5", "::1%lo"})
    void malformedLiteralsAreNames(String host) {
        assertThat(AddressLiteral.parse(host)).isEmpty();
        refused(host, Outcome.FAILURE, "(#5.1.2)");
    }

    @Test
    void rm3ARelayMayBeOurselvesAndHasNoMx() throws NoExchangerException {
        dns.mx("r", 10, "other").host("r", OWN.getHostAddress()).host("other", "192.0.2.1");
        assertThat(exchangers.ofRelay("r")).extracting(Exchanger::address).containsExactly(OWN);
        assertThat(exchangers.ofRelay("127.0.0.1"))
                .extracting(Exchanger::address)
                .containsExactly(FakeDns.ip("127.0.0.1"));
    }

    /** TLS asks for the name, and its certificate must have it. */
    @Test
    void code6TheNameOfTheHostComesWithItsAddress() throws NoExchangerException {
        dns.mx("x", 10, "MX.x").host("real.host", "192.0.2.1", "192.0.2.2").alias("MX.x", "real.host");
        assertThat(exchangers.of("x"))
                .containsExactly(
                        new Exchanger("mx.x", "real.host", FakeDns.ip("192.0.2.1")),
                        new Exchanger("mx.x", "real.host", FakeDns.ip("192.0.2.2")));
        dns.host("y", "192.0.2.3");
        assertThat(exchangers.of("y")).containsExactly(new Exchanger("y", "y", FakeDns.ip("192.0.2.3")));
        assertThat(exchangers.ofRelay("[192.0.2.3]"))
                .containsExactly(new Exchanger("192.0.2.3", "192.0.2.3", FakeDns.ip("192.0.2.3")));
    }

    /** ß and final sigma have A-labels of their own (DomainNameTest); of the joiners nobody sees whether they are there. */
    @ParameterizedTest
    @ValueSource(strings = {"a\u200Cb.example", "a\u200Db.example"})
    void code9AnInvisibleJoinerIsRefused(String domain) {
        refused(domain, Outcome.FAILURE, "there is an invisible joiner in it");
    }

    @Test
    void addressesAreBounded() throws NoExchangerException {
        for (int i = 0; i < 200; i++) {
            dns.mx("x", i, "h" + i);
            dns.host("h" + i, "192.0.2.1", "10.0.0." + i, "10.0.1." + i, "10.0.2." + i, "10.0.3." + i);
        }
        assertThat(exchangers.of("x"))
                .extracting(Exchanger::address)
                .hasSize(MailExchangers.MAX_ADDRESSES)
                .doesNotHaveDuplicates();
    }

    @Test
    void thisHostKnowsItsAddresses() {
        OwnAddresses own = new OwnAddresses();
        assertThat(own)
                .accepts(FakeDns.ip("127.0.0.1"), FakeDns.ip("127.0.0.2"), FakeDns.ip("::1"), FakeDns.ip("0.0.0.0"));
        assertThat(own).rejects(FakeDns.ip("192.0.2.1"));
    }
}
