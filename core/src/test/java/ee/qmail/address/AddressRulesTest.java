package ee.qmail.address;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.Envelope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every door takes for an address, and what it says to others. */
class AddressRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ana@example.org",
                "postmaster",
                "Doe, J@example.org",
                "a b@example.org",
                "a@b@example.org",
                "a\"b\\c@example.org",
                "foo..bar.@example.org",
                "a/b%c@example.org",
                "jürgen@bücher.example",
                "\uD83D\uDE80@example.org",
                "a@[192.0.2.1]",
                "a@[IPv6:2001:db8::1]",
                "a@c-d.e_f"
            })
    void anAddressThatQuotesCanWriteIsValid(String address) {
        assertThat(AddressRules.ofRecipient(address)).isEmpty();
        assertThat(AddressRules.ofSender(address)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@example.org",
                "a@",
                "a@b..c",
                "a@.b",
                "a@b.",
                "a@b c",
                "a@b>",
                "a@b/c",
                "a@[1.2.3]",
                "a@[x]",
                "a\n@b",
                "a@b\nBcc: c@d",
                "a\r@b",
                "a\0@b",
                "a\t@b",
                "a\u007f@b",
                "a\u0085@b",
                "a\uD800@b",
                "\uDC00a@b"
            })
    void anAddressThatEvenQuotesCannotWriteIsInvalid(String address) {
        assertThat(AddressRules.ofRecipient(address)).isPresent();
        assertThat(AddressRules.ofSender(address)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#@[]", "list-owner-@example.org-@[]"})
    void someAreForSendersAlone(String address) {
        assertThat(AddressRules.ofSender(address)).isEmpty();
        assertThat(AddressRules.ofRecipient(address)).isPresent();
    }

    @Test
    void lengthsAreOctets() {
        String longest = "x".repeat(AddressRules.MAX_LOCAL_PART);
        assertThat(AddressRules.ofRecipient(longest + "@b")).isEmpty();
        assertThat(AddressRules.ofRecipient(longest + "x@b")).isPresent();
        assertThat(AddressRules.ofRecipient("ü".repeat(128) + "@b")).isEmpty();
        assertThat(AddressRules.ofRecipient("ü".repeat(129) + "@b")).isPresent();
        assertThat(AddressRules.ofRecipient("a@" + "x".repeat(63) + ".b")).isEmpty();
        assertThat(AddressRules.ofRecipient("a@" + "x".repeat(64) + ".b")).isPresent();
        assertThat(AddressRules.ofRecipient("a@" + "ü".repeat(32) + ".b")).isPresent();
        assertThat(AddressRules.ofRecipient("a@" + "x.".repeat(127) + "x")).isEmpty();
        assertThat(AddressRules.ofRecipient("a@" + "x.".repeat(127) + "xx")).isPresent();
        assertThat(AddressRules.ofSender("x".repeat(895) + "-@[]")).isEmpty();
        assertThat(AddressRules.ofSender("x".repeat(896) + "-@[]")).isPresent();
    }

    @Test
    void theProblemNamesTheInputInOneLineAndSaysWhatWouldBeRight() {
        AddressRules.Problem problem =
                AddressRules.ofRecipient("a\n\u001b[2J" + "x".repeat(1000)).orElseThrow();
        assertThat(problem.text())
                .startsWith("address 'a??[2Jxxx")
                .contains("...': must not have control characters")
                .doesNotContain("\n", "\u001b")
                .hasSizeLessThan(300);
        assertThat(AddressRules.ofRecipient("a@" + "d".repeat(304))
                        .orElseThrow()
                        .text())
                .contains("a domain such as example.org", "63", "255");
    }

    @Test
    void theFirstWrongAddressOfAnEnvelopeIsNamed() {
        assertThat(AddressRules.of(new Envelope("", List.of("a@b", "c@d")))).isEmpty();
        assertThat(AddressRules.of(new Envelope("\0", List.of("a\nb")))
                        .orElseThrow()
                        .shown())
                .isEqualTo("?");
        assertThat(AddressRules.of(new Envelope("a", List.of("a@b", "a\nb")))
                        .orElseThrow()
                        .shown())
                .isEqualTo("a?b");
    }
}
