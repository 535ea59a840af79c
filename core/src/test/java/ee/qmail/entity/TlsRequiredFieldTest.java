package ee.qmail.entity;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The field of RFC 8689 section 3. */
class TlsRequiredFieldTest {
    private static final Envelope PLAIN = new Envelope("s@x", List.of("a@y"));

    /** At once, and octet by octet. */
    private static boolean isWaived(String text) throws IOException {
        boolean atOnce = TlsRequiredField.tag(PLAIN, Body.of(text)).isTlsWaived();
        TlsRequiredField field = new TlsRequiredField();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            field.text(new byte[] {octet, 'x'}, 1);
        }
        assertThat(field.tag(PLAIN).isTlsWaived()).isEqualTo(atOnce);
        return atOnce;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS-Required: No\n\nx\n",
                "tls-REQUIRED:no\n\n",
                "Subject: x\nTLS-Required \t:\t No \t\nTo: a@y\n\nTLS-Required: yes\n",
                "Subject: x\n y\nTLS-Required:\n\tNO\n \n\n",
                "X: y\nTLS-Required: No"
            })
    void rtls14NoIsFoundInAHeader(String text) throws IOException {
        assertThat(isWaived(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "Subject: x\n\nTLS-Required: No\n",
                "TLS-Required: Yes\n\n",
                "TLS-Required:\n\n",
                "TLS-Required: N\n\n",
                "TLS-Required: N o\n\n",
                "TLS-Required: N\n o\n\n",
                "TLS-Required: No no\n\n",
                "TLS-Required: Nothing\n\n",
                "TLS-Required: No\n really\n\n",
                "TLS-Required: (no) No\n\n",
                "TLS-Required No\n\n",
                "TLS-Required\n : No\n\n",
                "TLS-Require: No\n\n",
                "TLS-Requireds: No\n\n",
                "X-TLS-Required: No\n\n",
                "Subject: x\n TLS-Required: No\n\n",
                "TLS\rRequired: No\n\n",
                "TLS-Required: No\nTLS-Required: No\n\n",
                "TLS-Required: No\nX: y\nTLS-Required: Yes\n\n"
            })
    void rtls14AnythingElseAsksForNothing(String text) throws IOException {
        assertThat(isWaived(text)).isFalse();
        assertThat(TlsRequiredField.tag(PLAIN, Body.of(text))).isSameAs(PLAIN);
    }

    @Test
    void rtls14TheFieldDoesNotCountWhereTlsIsDemanded() throws IOException {
        Envelope required = PLAIN.with(Attributes.NONE.with(Attribute.REQUIRETLS, Attribute.YES));
        assertThat(TlsRequiredField.tag(required, Body.of("TLS-Required: No\n\n")))
                .isSameAs(required);
        assertThat(required.isTlsRequired()).isTrue();
    }

    @Test
    void rtls14AHeaderHoweverLongIsLookedThrough() throws IOException {
        String begin = "X: " + "y".repeat(100_000) + "\n" + "Z: 1\n".repeat(10_000);
        assertThat(isWaived(begin + "TLS-Required: No\n\n")).isTrue();
        assertThat(isWaived(begin + "\nTLS-Required: No\n")).isFalse();
    }
}
