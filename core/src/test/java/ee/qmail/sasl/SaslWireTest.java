package ee.qmail.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaslWireTest {
    @Test
    void auth4EqualsIsAnEmptyInitialResponse() {
        assertThat(SaslWire.initialResponse("="))
                .hasValueSatisfying(octets -> assertThat(octets).isEmpty());
        assertThat(SaslWire.decode(""))
                .hasValueSatisfying(octets -> assertThat(octets).isEmpty());
        assertThat(SaslWire.decode("=")).isEmpty();
    }

    @Test
    void auth4AnAsteriskCancels() {
        assertThat(SaslWire.isCancel("*")).isTrue();
        assertThat(SaslWire.isCancel("**")).isFalse();
        assertThat(SaslWire.isCancel("")).isFalse();
        assertThat(SaslWire.decode("*")).isEmpty();
    }

    @Test
    void auth4TheFormOfRfc4616() {
        byte[] octets = "\0tim\0tanstaaftanstaaf".getBytes(StandardCharsets.US_ASCII);
        assertThat(SaslWire.encode(octets)).isEqualTo("AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
        assertThat(SaslWire.initialResponse("AHRpbQB0YW5zdGFhZnRhbnN0YWFm")).contains(octets);
        assertThat(SaslWire.encode(new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "AA",
                "AAA",
                "AA=",
                "A===",
                "====",
                "AA==AA==",
                "AA= =",
                "AA ==",
                " AAAA",
                "AAAA ",
                "AA\tA",
                "AA-_",
                "AAA\u00e4",
                "AAA\0",
                "AAAA\r",
                "AB==",
                "AAB=",
                "!!!!",
                "AAAA=",
                "A=AA"
            })
    void auth4WrongBase64(String line) {
        assertThat(SaslWire.decode(line)).isEmpty();
        assertThat(SaslWire.initialResponse(line)).isEmpty();
    }

    @Test
    void code11ALineHasAtMost12288OctetsWithItsEnd() {
        assertThat(SaslWire.decode("A".repeat(12_284)))
                .hasValueSatisfying(octets -> assertThat(octets).hasSize(9213));
        assertThat(SaslWire.decode("A".repeat(12_288))).isEmpty();
    }
}
