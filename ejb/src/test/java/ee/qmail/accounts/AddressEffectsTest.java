package ee.qmail.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.accounts.AddressEffects.Effects;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressEffectsTest {
    private static final String ROUTED = "a.example:a.example\nb.example:b.example\n";

    @TempDir
    Path mail;

    private TestAccounts t;

    @BeforeEach
    void start() {
        t = new TestAccounts(mail);
        t.run(() -> t.accounts.createDomain("a.example"));
        t.run(() -> t.accounts.createDomain("b.example"));
        t.run(() -> t.accounts.createAlias("b.example", "orders", List.of("jms:queue:orders")));
    }

    @AfterEach
    void stop() {
        t.close();
    }

    private static Controls controls(String rcpthosts, String virtualdomains) {
        return Controls.of(Map.of(
                Setting.ME,
                "mail.example.org\n",
                Setting.RCPTHOSTS,
                rcpthosts,
                Setting.VIRTUALDOMAINS,
                virtualdomains));
    }

    private Effects effects(Controls before, Controls after) {
        return t.commit(() -> new AddressEffects(new AccountRows(t.entities)).of(before, after));
    }

    @Test
    void addressesOfADomainThatIsRefusedOrRoutedElsewhereStop() {
        Controls both = controls("a.example\nb.example\n", ROUTED);
        Effects refused = effects(both, controls("a.example\n", ROUTED));
        assertThat(refused.stop()).containsExactly("postmaster@b.example", "orders@b.example");
        assertThat(refused.begin()).isEmpty();
        assertThat(refused.isComplete()).isTrue();
        assertThat(effects(both, controls("a.example\nb.example\n", "b.example:b.example\n"))
                        .stop())
                .containsExactly("postmaster@a.example");
        assertThat(effects(both, controls("a.example\nb.example\n", "a.example:other\nb.example:b.example\n"))
                        .stop())
                .containsExactly("postmaster@a.example");
    }

    @Test
    void theReverseBegin() {
        Effects begun = effects(controls("a.example\n", ROUTED), controls("a.example\nb.example\n", ROUTED));
        assertThat(begun.begin()).containsExactly("postmaster@b.example", "orders@b.example");
        assertThat(begun.stop()).isEmpty();
    }
}
