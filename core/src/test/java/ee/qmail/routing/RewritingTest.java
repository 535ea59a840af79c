package ee.qmail.routing;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.message.Channel;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewritingTest {
    private final Rewriting rewriting = new Rewriting(Controls.of(Map.of(
            Setting.ME, "me.example\n",
            Setting.LOCALS, "home.example\n",
            Setting.PERCENTHACK, "hack\nc\n",
            Setting.ENVNOATHOST, "Home.example\n",
            Setting.VIRTUALDOMAINS,
                    "nowhere.mil:joe-foo\n.fax:uucp-fax\n:alias-catchall\nx.fax:\nout.example:\nbob@y.z:carl\n")));

    @ParameterizedTest
    @CsvSource({
        "ann, LOCAL, ann@Home.example",
        "Ann@HOME.example, LOCAL, Ann@HOME.example",
        "info@nowhere.mil, LOCAL, joe-foo-info@nowhere.mil",
        "a@b.fax, LOCAL, uucp-fax-a@b.fax",
        "a@fax, LOCAL, alias-catchall-a@fax",
        "a@x.fax, REMOTE, a@x.fax",
        "a@Out.Example, REMOTE, a@Out.Example",
        "bob@y.z, LOCAL, carl-bob@y.z",
        "BOB@Y.z, LOCAL, carl-BOB@Y.z",
        "ann@y.z, LOCAL, alias-catchall-ann@y.z",
        "a%b%out.example@hack, REMOTE, a%b@out.example",
        "a%out.example%c@hack, REMOTE, a@out.example",
        "a@hack, LOCAL, alias-catchall-a@hack"
    })
    void rw1To5(String recipient, Channel channel, String address) {
        Route route = rewriting.route(recipient);
        assertThat(route.channel()).isEqualTo(channel);
        assertThat(route.address()).isEqualTo(address);
        assertThat(route.domain())
                .isEqualTo(route.address()
                        .substring(route.address().indexOf("@") + 1)
                        .toLowerCase(Locale.ROOT));
        assertThat(rewriting.display(address)).isEqualTo(route.display());
    }

    @ParameterizedTest
    @CsvSource({
        "Ana@B\u00fccher.example, LOCAL, b-Ana@xn--bcher-kva.example, xn--bcher-kva.example",
        "ana@XN--BCHER-KVA.example, LOCAL, b-ana@XN--BCHER-KVA.example, xn--bcher-kva.example",
        "ana@shop.b\u00fccher.example, LOCAL, shop-ana@shop.xn--bcher-kva.example, shop.xn--bcher-kva.example",
        "J\u00f6@b\u00fccher.example, LOCAL, carl-J\u00f6@xn--bcher-kva.example, xn--bcher-kva.example",
        "ana@stra\u00dfe.example, LOCAL, ana@xn--strae-oqa.example, xn--strae-oqa.example",
        "ana@strasse.example, REMOTE, ana@strasse.example, strasse.example",
        "ana%stra\u00dfe.example@h\u00e4ck.example, LOCAL, ana@xn--strae-oqa.example, xn--strae-oqa.example",
        "ana@example.net., REMOTE, ana@example.net, example.net",
        "ana@\u2603%.example, REMOTE, ana@\u2603%.example, \u2603%.example"
    })
    void rfc5890BothSpellingsOfADomainAreRoutedAlike(String recipient, Channel channel, String address, String domain) {
        Rewriting international = new Rewriting(Controls.of(Map.of(
                Setting.ME, "me.example\n",
                Setting.LOCALS, "STRA\u00dfe.example\n",
                Setting.PERCENTHACK, "xn--hck-qla.example\n",
                Setting.VIRTUALDOMAINS,
                        "b\u00fccher.example:b\n.B\u00dcCHER.example:shop\nj\u00f6@xn--bcher-kva.example:carl\n")));
        assertThat(international.route(recipient))
                .isEqualTo(new Route(channel, address, domain, international.display(channel, address)));
    }

    @Test
    void rfc5321TheOwnPostmasterIsLocalWhateverTheTablesSay() {
        assertThat(rewriting.route("PostMaster@ME.example").channel()).isEqualTo(Channel.LOCAL);
        Rewriting bare = new Rewriting(Controls.of(Map.of(Setting.ME, "me.example\n", Setting.LOCALS, "x.example\n")));
        assertThat(bare.route("postmaster")).isEqualTo(bare.route("postmaster@me.example"));
        assertThat(bare.route("postmaster").channel()).isEqualTo(Channel.LOCAL);
        assertThat(bare.route("ana").channel()).isEqualTo(Channel.REMOTE);
        assertThat(bare.isOwnPostmaster("postmaster@far.example")).isFalse();
        assertThat(Rewriting.isPostmaster("po\u017ftmaster@me.example")).isFalse();
    }

    @Test
    void rw4ThePrefixIsWhatTheHostSays() {
        Rewriting alike = new Rewriting(Controls.of(Map.of(
                Setting.ME, "me.example\n",
                Setting.VIRTUALDOMAINS, "a.example:a.example\na.example-b:a.example-b\nc.example:a.example\n")));
        assertThat(alike.prefix("a.example-b-ana@a.example")).hasValue("a.example");
        assertThat(alike.prefix("a.example-b-ana@a.example-b")).hasValue("a.example-b");
        assertThat(alike.prefix("a.example-b-ana@c.example")).hasValue("a.example");
        assertThat(alike.prefix("a.example-b-ana@me.example")).isEmpty();
        assertThat(alike.prefix("ana@a.example-b")).isEmpty();
        assertThat(alike.display("a.example-b-ana@a.example")).isEqualTo("b-ana@a.example");
    }

    @Test
    void rw6StripsOnlyAPrefixThatWouldBePutThere() {
        assertThat(rewriting.display("joe-foo-a-b@nowhere.mil")).isEqualTo("a-b@nowhere.mil");
        assertThat(rewriting.display("joe-bar@nowhere.mil")).isEqualTo("joe-bar@nowhere.mil");
        assertThat(rewriting.display("joe-foo-a@home.example")).isEqualTo("joe-foo-a@home.example");
    }

    @ParameterizedTest
    @CsvSource({
        "ann@[127.0.0.1], ann@me.example",
        "ann@[0.0.0.0], ann@me.example",
        "ann@[IPv6:::1], ann@me.example",
        "ann@[192.0.2.77], ann@[192.0.2.77]",
        "ann@[127.0.0.1, ann@[127.0.0.1",
        "ann@127.0.0.1, ann@127.0.0.1",
        "[127.0.0.1], [127.0.0.1]@Home.example"
    })
    void smtp9ThisHostsOwnAddressIsItsName(String recipient, String address) {
        assertThat(rewriting.route(recipient).display()).isEqualTo(address);
    }

    @Test
    void smtp9TheNameIsThatOfLocaliphost() {
        Controls controls = Controls.of(Map.of(Setting.ME, "me.example\n", Setting.LOCALIPHOST, "Home.example\n"));
        assertThat(new Rewriting(controls).localiphost("ann@[127.0.0.1]")).isEqualTo("ann@Home.example");
    }

    @Test
    void aRemoteRecipientWasGivenNoPrefix() {
        assertThat(rewriting.display(Channel.REMOTE, "joe-foo-a-b@nowhere.mil")).isEqualTo("joe-foo-a-b@nowhere.mil");
        assertThat(rewriting.display(Channel.LOCAL, "joe-foo-a-b@nowhere.mil")).isEqualTo("a-b@nowhere.mil");
    }
}
