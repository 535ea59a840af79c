package ee.qmail.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PurposeTest {
    @Test
    void eachControlFileIsForOneThing() {
        assertThat(Arrays.stream(Purpose.values()).flatMap(purpose -> purpose.settings().stream()))
                .containsExactlyInAnyOrder(Setting.values());
    }
}
