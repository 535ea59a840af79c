package ee.qmail.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlsTest {
    private static Controls with(Setting setting, String content) {
        return Controls.of(Map.of(Setting.ME, "me.example.org\n", setting, content));
    }

    @Test
    void ctl1LineAndIntUseTheFirstLineAndListsSkipComments() {
        assertThat(with(Setting.HELOHOST, "a.example\nb.example\n").helohost()).isEqualTo("a.example");
        assertThat(with(Setting.DATABYTES, "60abc\n").databytes()).isEqualTo(60);
        assertThat(with(Setting.TIMEOUTCONNECT, "abc\n").timeoutconnect()).isEqualTo(Duration.ofSeconds(60));
        assertThat(with(Setting.LOCALS, "#x\n\na.example\n").locals().names()).containsExactly("a.example");
    }

    @Test
    void ctl2TrailingBlanksGoAndLeadingOnesStay() {
        assertThat(with(Setting.SMTPGREETING, " host hi \t\n").smtpgreeting()).isEqualTo(" host hi");
        assertThat(with(Setting.LOCALS, "a.example \t").locals().names()).containsExactly("a.example");
        assertThat(with(Setting.BOUNCEHOST, "#h\n").bouncehost()).isEqualTo("#h");
    }

    @Test
    void ctl3FallsBackToMeThenToTheFilesOwnName() {
        Controls me = Controls.of(Map.of(Setting.ME, "me.example.org\n"));
        assertThat(me.defaulthost()).isEqualTo("me.example.org");
        assertThat(me.locals().contains("ME.example.ORG")).isTrue();
        assertThat(me.bouncefrom()).isEqualTo("MAILER-DAEMON");
        Controls nothing = Controls.of(Map.of());
        assertThat(nothing.bouncehost()).isEqualTo("bouncehost");
        assertThat(nothing.envnoathost()).isEqualTo("envnoathost");
        assertThatThrownBy(nothing::helohost).hasMessageContaining("control/helohost and control/me are missing");
        assertThatThrownBy(nothing::me).hasMessageStartingWith("control/me is missing: ");
        assertThatThrownBy(nothing::smtpgreeting).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ctl4EmptyIsNotMissing() {
        assertThat(with(Setting.HELOHOST, "").helohost()).isEmpty();
        assertThat(with(Setting.LOCALS, "").locals().names()).isEmpty();
        Rcpthosts empty = with(Setting.RCPTHOSTS, "").rcpthosts();
        assertThat(empty.isMissing()).isFalse();
        assertThat(empty.allows("a@me.example.org")).isFalse();
        assertThat(empty.allows("postmaster")).isTrue();
    }

    @Test
    void ctl6LastOfEqualKeysWinsAndCaseIsIgnored() {
        VirtualDomains map = with(Setting.VIRTUALDOMAINS, "A.example:x\nno colon\na.EXAMPLE:y:z\n")
                .virtualdomains();
        assertThat(map.prefix("u@a.Example")).hasValue("y:z");
        assertThat(map.entries()).hasSize(1);
    }

    @Test
    void missingRcpthostsIsClosed() {
        Rcpthosts missing = Controls.of(Map.of()).rcpthosts();
        assertThat(missing.isMissing()).isTrue();
        assertThat(missing.allows("a@b.example")).isFalse();
        assertThat(missing.allows("postmaster")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a@whole.example, true",
        "a@WHOLE.Example, true",
        "a@sub.whole.example, false",
        "a@dot.example, false",
        "a@b.dot.example, true",
        "a@c.b.dot.example, true",
        "a@xdot.example, false",
        "a, true",
        "a@, false",
        "a@whole.example@other.example, false"
    })
    void smtp7WholeDomainOrSuffixAtADot(String address, boolean allowed) {
        Rcpthosts hosts =
                with(Setting.RCPTHOSTS, "whole.example\n.Dot.example\n").rcpthosts();
        assertThat(hosts.allows(address)).isEqualTo(allowed);
    }

    @Test
    void tl3MorercpthostsCountsAsItIsButNotWithoutRcpthosts() {
        Rcpthosts hosts = Controls.of(
                        Map.of(Setting.RCPTHOSTS, "a.example\n", Setting.MORERCPTHOSTS, "B.example\n.c.example\n"))
                .rcpthosts();
        assertThat(hosts.allows("x@a.example")).isTrue();
        assertThat(hosts.allows("x@b.example")).isTrue();
        assertThat(hosts.allows("x@y.c.example")).isTrue();
        assertThat(hosts.allows("x@d.example")).isFalse();
        assertThat(with(Setting.MORERCPTHOSTS, "b.example\n").rcpthosts().isMissing())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"bad@a.example, true", "BAD@A.EXAMPLE, true", "good@a.example, false", "x@b.example, true", "'', false"
    })
    void smtp8AddressOrDomain(String sender, boolean bad) {
        assertThat(with(Setting.BADMAILFROM, "bad@a.example\n@b.example\n")
                        .badmailfrom()
                        .contains(sender))
                .isEqualTo(bad);
    }

    @ParameterizedTest
    @CsvSource({
        "direct.example, relay.example:25",
        "sub.direct.example, other:2525",
        "a.dot.example, 192.0.2.1:2526",
        "x.a.dot.example, 192.0.2.1:2526",
        "mx.example, ''",
        "v6.example, 2001:db8::1:25",
        "DIRECT.example, relay.example:25"
    })
    void rm3WholeHostThenSuffixThenEmptyKey(String domain, String expected) {
        SmtpRoutes routes = with(Setting.SMTPROUTES, """
                        direct.example:relay.example
                        .dot.example:[192.0.2.1]:2526
                        mx.example:
                        v6.example:[2001:db8::1]
                        :other:2525
                        """).smtproutes();
        assertThat(routes.find(domain).map(r -> r.relay() + ":" + r.port()).orElse(""))
                .isEqualTo(expected);
    }

    @Test
    void rtls16ARouteMayHaveAUserAndAPasswordWithAnythingInIt() {
        SmtpRoutes routes = with(Setting.SMTPROUTES, """
                        a.example:relay:465|me@x|p:a|s s
                        :other
                        """).smtproutes();
        SmtpRoute route = routes.find("a.example").orElseThrow();
        assertThat(route).isEqualTo(new SmtpRoute("relay", 465, new Credentials("me@x", "p:a|s s")));
        assertThat(route.isImplicitTls()).isTrue();
        assertThat(route).asString().contains("me@x").doesNotContain("p:a");
        assertThat(routes.find("b.example")).hasValue(new SmtpRoute("other", 25));
    }

    @ParameterizedTest
    @CsvSource({
        "Ann@Example.org, one",
        "bob@example.org, two",
        "bob@sub.example.org, three",
        "'', three",
    })
    void rtls16TheWholeSenderThenItsDomainThenTheEmptyKey(String sender, String user) {
        AuthSenders senders = with(Setting.AUTHSENDERS, """
                        ann@example.org:relay:587|one|x
                        @EXAMPLE.org:relay:587|two|x
                        :relay:587|three|x
                        """).authsenders();
        assertThat(senders.find(sender).map(SmtpRoute::credentials)).hasValue(new Credentials(user, "x"));
        assertThat(with(Setting.AUTHSENDERS, "@example.org:relay|a|b\n")
                        .authsenders()
                        .find("x@elsewhere.example"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, VERIFY",
        "EXAMPLE.org, VERIFY",
        "sub.example.org, ENCRYPT",
        "b\u00fccher.example, NONE",
        "elsewhere.example, MAY"
    })
    void rtls1WholeDomainThenSuffixThenEmptyKey(String domain, TlsLevel level) {
        TlsPolicies policies = with(Setting.TLSPOLICIES, """
                        example.org:verify
                        .example.org:encrypt
                        xn--bcher-kva.example:none
                        :may
                        """).tlspolicies();
        assertThat(policies.find(domain)).hasValue(level);
        assertThat(with(Setting.TLSPOLICIES, "x.example:may\n").tlspolicies().find(domain))
                .isEmpty();
    }

    @Test
    void timeoutsmtpdIsAtLeastASecond() {
        assertThat(with(Setting.TIMEOUTSMTPD, "0\n").timeoutsmtpd()).isEqualTo(Duration.ofSeconds(1));
    }
}
