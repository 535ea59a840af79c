package ee.qmail.queue;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
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
