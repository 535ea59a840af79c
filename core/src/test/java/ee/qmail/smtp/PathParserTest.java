package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.address.AddressRules;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of MAIL and RCPT, in (SMTP-4) and out (RM-10). */
class PathParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "<a@b.example>|a@b.example",
                "  <a@b>  |a@b",
                "a@b|a@b",
                "<@x,@y.z:a@b>|a@b",
                "<\"a b\"@c>|a b@c",
                "<\"a>b\"@c>|a>b@c",
                "<\"a\\\"b\\\\\"@c>|a\"b\\@c",
                "<a\\ b@c>|a b@c",
                "<\"a@b\"@c>|a@b@c",
                "<a\"b\"c@d>|abc@d",
                "<a@[192.0.2.1]>|a@[192.0.2.1]",
                "<a@[IPv6:2001:db8::1]>|a@[IPv6:2001:db8::1]",
                "<a..b.@c-d.e_f>|a..b.@c-d.e_f",
                "<postmaster>|postmaster"
            })
    void smtp4GoodPaths(String text, String address) {
        assertThat(PathParser.parse(text)).map(PathParser.Path::address).contains(address);
    }

    @Test
    void specialCharactersOfAnAtomAreTaken() {
        assertThat(PathParser.parse("<!#$%&'*+-/=?^_`{|}~@b>"))
                .map(PathParser.Path::address)
                .contains("!#$%&'*+-/=?^_`{|}~@b");
    }

    @Test
    void theEmptyPathAndParameters() {
        assertThat(PathParser.parse("<>")).contains(new PathParser.Path("", ""));
        assertThat(PathParser.parse("<> SIZE=1  X=y")).contains(new PathParser.Path("", "SIZE=1  X=y"));
        assertThat(PathParser.parse("<a@b> X")).contains(new PathParser.Path("a@b", "X"));
        assertThat(PathParser.parse("a@b X")).contains(new PathParser.Path("a@b", "X"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                "<a",
                "<a@b",
                "<a@b>x",
                "<a@b><c@d>",
                "<a@b>,<c@d>",
                "<@b>",
                "<@b:>",
                "<@b:",
                "<\"a@b>",
                "<\"\"@b>",
                "<a@>",
                "<a@b..c>",
                "<a@.b>",
                "<a@b.>",
                "<a@b@c>",
                "<a b@c>",
                "<a@b c>",
                "<a@b>>",
                "<<a@b>",
                "<a\u0000@b>",
                "<a@b\u0000>",
                "<\"a\u0000\"@b>",
                "<a\\\u0007@b>",
                "<a\t@b>",
                "<a@b\u007f>",
                "<a@[1.2.3]>",
                "<a@[x]>",
                "<a@[]>",
                "<a@b/c>",
                "<a(b)@c>",
                "<a,b@c>",
                "<\u00c3@b>",
                "<\u00c2\u0085@b>",
                "<\u00ff@b>",
                "<a\\",
                "<a\\>"
            })
    void smtp4BadPaths(String text) {
        assertThat(PathParser.parse(text)).isEmpty();
    }

    @Test
    void lengthsAreLimited() {
        String longest = "x".repeat(AddressRules.MAX_LOCAL_PART);
        assertThat(PathParser.parse("<" + longest + "@b>")).isPresent();
        assertThat(PathParser.parse("<" + longest + "x@b>")).isEmpty();
        assertThat(PathParser.parse("<a@" + "x".repeat(63) + ".b>")).isPresent();
        assertThat(PathParser.parse("<a@" + "x".repeat(64) + ".b>")).isEmpty();
        assertThat(PathParser.parse("<a@" + "x.".repeat(127) + "x>")).isPresent();
        assertThat(PathParser.parse("<a@" + "x.".repeat(127) + "xx>")).isEmpty();
    }

    @Test
    void utf8IsDecoded() {
        String octets = new String("<ñ@пример>".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(PathParser.parse(octets)).map(PathParser.Path::address).contains("ñ@пример");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b",
                "a b@c",
                "a\"b\\c@d",
                "a@b@c",
                ".a@b",
                "a..b@c",
                "a.@b",
                "",
                "postmaster",
                "a>b@c",
                "x+y=z@w"
            })
    void writtenPathsAreReadBack(String address) {
        assertThat(PathWriter.isSendable(address)).isTrue();
        assertThat(PathParser.parse(PathWriter.path(address)))
                .map(PathParser.Path::address)
                .contains(address);
    }

    @Test
    void rm10PathsAreQuotedOnlyWhenNeeded() {
        assertThat(PathWriter.path("a.b+c@d")).isEqualTo("<a.b+c@d>");
        assertThat(PathWriter.path("a b@d")).isEqualTo("<\"a b\"@d>");
        assertThat(PathWriter.path("@d")).isEqualTo("<\"\"@d>");
        assertThat(PathWriter.path("#@[]")).isEqualTo("<#@[]>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nDATA@b", "a@b\n", "a@b> SIZE=1", "a@b c", "a@<b", "\0@b"})
    void addressesCannotCarryCommands(String address) {
        assertThat(PathWriter.isSendable(address)).isFalse();
    }
}
