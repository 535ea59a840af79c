package ee.qmail.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DsnWishesTest {
    private static final Envelope ENVELOPE = new Envelope("a@b", List.of("c@d", "e@f"));

    @Test
    void theyAreAboutAllRecipientsOfAMessage() {
        Envelope envelope = DsnWishes.NONE
                .withNotify("-N", "delay,success")
                .withRet("-R", "hdrs")
                .withEnvid("-V", "order 17+")
                .of(ENVELOPE);
        Notify notify = new Notify("SUCCESS,DELAY", null);
        assertThat(envelope.notifies()).isEqualTo(Map.of("c@d", notify, "e@f", notify));
        assertThat(envelope.attributes().get(Attribute.RET)).contains("HDRS");
        assertThat(envelope.attributes().get(Attribute.ENVID)).contains("order+2017+2B");
    }

    @Test
    void withoutWishesTheEnvelopeIsAsItWas() {
        assertThat(DsnWishes.NONE
                        .withNotify("-N", null)
                        .withRet("-R", null)
                        .withEnvid("-V", null)
                        .of(ENVELOPE))
                .isEqualTo(ENVELOPE);
    }

    @Test
    void aWrongValueIsNamedWithWhatWouldBeRight() {
        for (String wrong : List.of("", "always", "never,success", "success, delay", "success,")) {
            assertThatThrownBy(() -> DsnWishes.NONE.withNotify("-N", wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "-N '" + wrong + "': must be NEVER, or some of SUCCESS,FAILURE,DELAY with commas alone");
        }
        assertThatThrownBy(() -> DsnWishes.NONE.withRet("qmail_ret", "hdr\n"))
                .hasMessage("qmail_ret 'hdr?': must be FULL for the whole message, or HDRS for its header");
        for (String wrong : List.of("", "\u00e9", "a\nb", "x".repeat(101))) {
            assertThatThrownBy(() -> DsnWishes.NONE.withEnvid("-V", wrong))
                    .hasMessageStartingWith("-V '")
                    .hasMessageEndingWith("': must be 1 to 100 printable characters of ASCII")
                    .hasMessageNotContainingAny("\n", "\u00e9");
        }
        assertThat(DsnWishes.NONE.withEnvid("-V", "+".repeat(100)).envid()).hasSize(100);
    }
}
