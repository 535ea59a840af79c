package ee.qmail.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DsnTest {
    @Test
    void lettersOfEitherCaseInAnyOrderAreTaken() {
        assertThat(Dsn.NONE.withNotify("delay,Success,delay").withRet("hdrs").withEnvid("order 17"))
                .isEqualTo(new Dsn("SUCCESS,DELAY", "HDRS", "order 17"));
        assertThat(Dsn.NONE.withNotify("never").withNotify(null)).isEqualTo(Dsn.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ALWAYS", "NEVER,SUCCESS", "SUCCESS,", "SUCCESS, DELAY", ",", "DELAY,DELAY,DELAY,DELAY,DELAY"
            })
    void aWrongNotifyIsNamed(String wrong) {
        assertThatThrownBy(() -> Dsn.NONE.withNotify(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "NOTIFY '" + wrong + "': must be NEVER, or some of SUCCESS,FAILURE,DELAY with commas alone");
    }

    @Test
    void otherWrongValuesAreNamed() {
        assertThatThrownBy(() -> Dsn.NONE.withRet("all"))
                .hasMessage("RET 'all': must be FULL for the whole mail, or HDRS for its header");
        for (String wrong : new String[] {"", "a\nb", "\u00e9", "x".repeat(101)}) {
            assertThatThrownBy(() -> Dsn.NONE.withEnvid(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("ENVID '")
                    .hasMessageEndingWith("must be 1 to 100 printable characters of ASCII")
                    .hasMessageNotContainingAny("\n", "\u00e9");
        }
    }
}
