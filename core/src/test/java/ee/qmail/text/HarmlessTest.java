package ee.qmail.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000", "\u001B", "\u007F", "\u009B", "\r", "\u061C", "\u200E", "\u200F", "\u2028", "\u202A",
                "\u202E", "\u2066", "\u2069"
            })
    void whatIsNotReadIsShown(String mark) {
        assertThat(Harmless.line("a" + mark + "b")).isEqualTo("a\uFFFDb");
        assertThat(Harmless.lines("a" + mark + "b")).isEqualTo("a\uFFFDb");
    }

    @Test
    void lettersOfAllScriptsStay() {
        String text = "ñ شكرا ありがとう <b>&amp; a\u200Db";
        assertThat(Harmless.line(text)).isSameAs(text);
    }

    @Test
    void lineFeedsAndTabsStayWhereTheyAreWanted() {
        assertThat(Harmless.lines("one\n\ttwo\r\u001B[2J")).isEqualTo("one\n\ttwo\uFFFD\uFFFD[2J");
        assertThat(Harmless.line("a\tb\nc")).isEqualTo("a b\uFFFDc");
    }
}
