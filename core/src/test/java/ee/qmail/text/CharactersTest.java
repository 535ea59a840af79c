package ee.qmail.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CharactersTest {
    @ParameterizedTest
    @ValueSource(strings = {"5", "x5", "5x", "x5x"})
    void oneOfThemIsFoundWhereverItStands(String text) {
        assertThat(Characters.any(text, Character::isDigit)).isTrue();
        assertThat(Characters.none(text, Character::isDigit)).isFalse();
        assertThat(Characters.all(text, c -> !Character.isDigit(c))).isFalse();
    }

    @Test
    void anEmptyTextHasNothingThatIsWantedOrUnwanted() {
        assertThat(Characters.all("", c -> false)).isTrue();
        assertThat(Characters.any("", c -> true)).isFalse();
        assertThat(Characters.none("", c -> true)).isTrue();
    }

    @Test
    void asciiEndsBelow128() {
        assertThat(Characters.areAscii("\0 ~\u007f")).isTrue();
        assertThat(Characters.areAscii("\u0080")).isFalse();
        assertThat(Characters.areAscii("\ud83d\ude00")).isFalse();
    }
}
