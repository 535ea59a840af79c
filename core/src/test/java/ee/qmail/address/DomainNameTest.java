package ee.qmail.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "EXAMPLE.Org, example.org",
        "example.org., example.org",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.Example., xn--bcher-kva.example",
        "XN--BCHER-KVA.example, xn--bcher-kva.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "bu\u0308cher.example, xn--bcher-kva.example",
        ".bücher.example, .xn--bcher-kva.example",
        "*.bücher.example, *.xn--bcher-kva.example",
        "straße.example, xn--strae-oqa.example",
        "STRASSE.example, strasse.example",
        "faß.de, xn--fa-hia.de",
        "βόλος.com, xn--nxasmm1c.com",
        "ΒΌΛΟΣ.com, xn--nxasmq6b.com",
        "例え.テスト, xn--r8jz45g.xn--zckzah",
        "例え。テスト, xn--r8jz45g.xn--zckzah",
        "пример.испытание, xn--e1afmkfd.xn--80akhbyknj4f",
        "ｅｘａｍｐｌｅ．org, example.org",
        "[IPv6:2001:DB8::1], [ipv6:2001:db8::1]"
    })
    void aDomainHasOneSpelling(String given, String spelled) {
        assertThat(DomainName.canonical(given)).isEqualTo(spelled);
        assertThat(DomainName.canonical(spelled)).isEqualTo(spelled);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ü／etc.example",
                "a＠bü.example",
                "℀.example",
                "a\u200db.example",
                "ü b.example",
                "☃\u0000.example",
                "ü%.example",
                "…ü.example"
            })
    void anInvalidDomainStaysAsItIs(String given) {
        assertThat(DomainName.canonical(given)).isEqualTo(given);
        assertThat(DomainName.isName(DomainName.canonical(given))).isFalse();
    }

    @Test
    void namesAreOfLabelsThatFit() {
        assertThat(DomainName.isName("xn--bcher-kva.example")).isTrue();
        assertThat(DomainName.isName("_sip.example")).isTrue();
        assertThat(DomainName.isName("a..b")).isFalse();
        assertThat(DomainName.isName(".example")).isFalse();
        assertThat(DomainName.isName("*.example")).isFalse();
        assertThat(DomainName.isName("x".repeat(64) + ".example")).isFalse();
        assertThat(DomainName.isName("x".repeat(63) + ".example")).isTrue();
        assertThat(DomainName.isName("xx.".repeat(84) + "xx")).isFalse();
        String long60 = "ü".repeat(60);
        assertThat(DomainName.isName(DomainName.canonical(long60))).isFalse();
        assertThat(DomainName.canonical("ü".repeat(100_000))).hasSize(100_000);
    }

    @Test
    void theCaseOfAHostThatIsAsciiStays() {
        assertThat(DomainName.ascii("Mail.Example.ORG.")).isEqualTo("Mail.Example.ORG");
        assertThat(DomainName.ascii("Mail.BÜCHER.example")).isEqualTo("mail.xn--bcher-kva.example");
    }

    @Test
    void theLocaleOfTheMachineDoesNotMatter() {
        Locale before = Locale.getDefault();
        Locale.setDefault(new Locale("tr"));
        try {
            assertThat(DomainName.canonical("INFO.EXAMPLE")).isEqualTo("info.example");
            assertThat(DomainName.canonical("BÜCHERIN.example")).isEqualTo("xn--bcherin-n2a.example");
            assertThat(DomainName.canonical("İ.example")).isEqualTo("xn--i-9bb.example");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "xn--bcher-kva.example, bücher.example",
        "xn--strae-oqa.example, straße.example",
        "xn--r8jz45g.xn--zckzah, 例え.テスト",
        "example.org, example.org",
        "xn--a.example, xn--a.example",
        "xn---.example, xn---.example",
        "xn--99999999.example, xn--99999999.example",
        "xn--example-.org, xn--example-.org"
    })
    void peopleReadLetters(String kept, String shown) {
        assertThat(DomainName.forPeople(kept)).isEqualTo(shown);
        assertThat(DomainName.canonical(shown)).isEqualTo(kept);
    }

    /** The JDK knows IDNA2003 only, which says the same about small letters that it does not replace. */
    @Test
    void punycodeIsWhatTheJdkMakes() {
        Random random = new Random(1);
        String letters = "abcxyz019äöüéàçñøåжщюяαβγδ中文字日本語한글";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder label = new StringBuilder("q");
            int length = 1 + random.nextInt(12);
            for (int k = 0; k < length; k++) {
                label.append(letters.charAt(random.nextInt(letters.length())));
            }
            String name = label + ".example";
            String kept = DomainName.canonical(name);
            assertThat(kept).isEqualTo(IDN.toASCII(name));
            assertThat(DomainName.forPeople(kept)).isEqualTo(name);
        }
    }

    @Test
    void noDecodingFails() {
        Random random = new Random(2);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder label = new StringBuilder("xn--");
            int length = random.nextInt(20);
            for (int k = 0; k < length; k++) {
                label.append("abcdefghijklmnopqrstuvwxyz0123456789-9zZü".charAt(random.nextInt(41)));
            }
            String shown = DomainName.forPeople(label.toString());
            assertThat(shown.equals(label.toString())
                            || DomainName.canonical(shown).contentEquals(label))
                    .isTrue();
        }
    }
}
