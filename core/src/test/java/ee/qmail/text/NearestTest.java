package ee.qmail.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({
        "smtp, smtp, 0",
        "smpt, smtp, 1",
        "smt, smtp, 1",
        "ssmtp, smtp, 1",
        "smxp, smtp, 1",
        "'', smtp, 4",
        "smtp, '', 4",
        "tsmp, smtp, 2",
        "pop3, smtp, 4"
    })
    void countsWhatIsMissingTooMuchWrongOrExchanged(String one, String other, int changes) {
        assertThat(Nearest.changes(one, other)).isEqualTo(changes);
        assertThat(Nearest.changes(other, one)).isEqualTo(changes);
    }

    @Test
    void ofSeveralTheOneThatBeginsAlike() {
        assertThat(Nearest.to("vadd", List.of("vpadd", "vaddu"))).isEqualTo("vaddu");
        assertThat(Nearest.to("x", List.of("a", "b"))).isEqualTo("a");
    }
}
