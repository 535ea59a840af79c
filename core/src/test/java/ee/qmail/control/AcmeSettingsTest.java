package ee.qmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files acme... (CERT-9). */
class AcmeSettingsTest {
    private static final String KEY = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

    @ParameterizedTest
    @CsvSource({
        "ACME, https://acme-v02.api.letsencrypt.org/directory",
        "ACME, https://127.0.0.1:14000/dir",
        "ACMECONTACT, postmaster@example.org",
        "ACMEDOMAINS, mail.example.org",
        "ACMEDOMAINS, *.example.org",
        "ACMEDOMAINS, b\u00fccher.example",
        "ACMEDNS, /usr/local/bin/acme-dns",
        "ACMEKEY, keep",
        "ACMEKEY, new",
        "ACMEEAB, kid-1|" + KEY
    })
    void cert9RightValues(Setting setting, String line) {
        assertThat(setting.check(line + "\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ACME, http://acme.example/directory, must be the https address",
        "ACME, acme.example, must be the https address",
        "ACMECONTACT, @example.org, must be one mail address",
        "ACMEDOMAINS, localhost, must be one full name",
        "ACMEDOMAINS, a.*.example.org, must be one full name",
        "ACMEDNS, acme-dns add, must be the absolute path",
        "ACMEKEY, old, 'must be new, for'",
        "ACMEEAB, kid-1 key, must be kid|key",
        "ACMEEAB, kid-1|short, must be kid|key"
    })
    void cert9WrongValuesAreToldWithWhatIsRight(Setting setting, String line, String wanted) {
        assertThat(setting.check(line + "\n"))
                .singleElement()
                .asString()
                .contains("control/" + setting.fileName(), wanted);
    }

    @Test
    void cert9TheNameOfThisHostUnlessOthersAreGiven() {
        assertThat(Controls.of(Map.of(Setting.ME, "mx.example.org\n")).list(Setting.ACMEDOMAINS))
                .isEqualTo(List.of("mx.example.org"));
    }

    @Test
    void cert8TheKeyOfTheAccountElsewhereIsShownNowhere() {
        assertThat(Setting.ACMEEAB.shown("kid-1|" + KEY + "\n")).isEqualTo("kid-1|********\n");
        assertThat(Setting.ACMEEAB.shown("kid-1 " + KEY + "\n")).isEqualTo("********\n");
        assertThat(Setting.ACMEEAB.check("kid-1 " + KEY + "\n").toString()).doesNotContain(KEY);
    }
}
