package ee.qmail.examples.approval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes|YES",
                "' YES! '|YES",
                "'No, sorry'|NO",
                "'||no.||On 3 May x wrote:|> yes'|NO",
                "'yes||-- |Bo'|YES"
            },
            quoteCharacter = '\'')
    void readsTheFirstLine(String text, Decision said) {
        assertThat(Decision.of(text.replace('|', '\n'))).contains(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "> yes",
                "On 3 May x wrote:\n> yes",
                "No dia 3, x escreveu:\n> yes",
                "yesterday",
                "nobody",
                "Hello,\nyes"
            })
    void anythingElseIsNoDecision(String text) {
        assertThat(Decision.of(text)).isEmpty();
    }
}
