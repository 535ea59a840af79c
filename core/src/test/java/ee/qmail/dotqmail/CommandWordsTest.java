package ee.qmail.dotqmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWordsTest {
    private static List<String> words(String command) {
        return CommandWords.of(command, Map.of("SENDER", "a b;rm -rf $HOME`x`\"'", "EXT", "list", "EMPTY", ""));
    }

    @Test
    void quotesBackslashesAndBlanksMeanWhatTheyMeanInAShell() {
        assertThat(words("prog  -a 'b  $EXT' \"c \\\" \\x d\" e\\ f ''"))
                .containsExactly("prog", "-a", "b  $EXT", "c \" \\x d", "e f", "");
    }

    @Test
    void aVariableIsNeverTakenApart() {
        assertThat(words("prog $SENDER \"<$SENDER>\" x${EXT}y $EXT-"))
                .containsExactly("prog", "a b;rm -rf $HOME`x`\"'", "<a b;rm -rf $HOME`x`\"'>", "xlisty", "list-");
    }

    @Test
    void anEmptyVariableIsAWordOnlyInQuotes() {
        assertThat(words("prog $EMPTY \"$EMPTY\" $UNKNOWN")).containsExactly("prog", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a; b",
                "a | b",
                "a & b",
                "a > f",
                "a < f",
                "a `b`",
                "a $(b)",
                "(a)",
                "a \"`b`\"",
                "a \"$(b)\"",
                "a *",
                "~/a",
                "a # b",
                "a ${b:-c}",
                "{a,b}",
                "a [bc]"
            })
    void aCommandThatNeedsAShellIsRefused(String command) {
        assertThatThrownBy(() -> words(command))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("would need a shell")
                .hasMessageContaining("control/allowedprograms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a \\"})
    void anUnclosedQuoteOrTrailingBackslashIsRefused(String command) {
        assertThatThrownBy(() -> words(command)).isInstanceOf(IllegalArgumentException.class);
    }
}
