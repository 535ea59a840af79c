package ee.qmail.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HarmlessTest {
    @Test
    void marksThatTurnTheDirectionAndControlsAreReplaced() {
        assertThat(Harmless.line("a\u202egpj.exe\u2066b\u0007c\u200fd\u061ce"))
                .isEqualTo("a\ufffdgpj.exe\ufffdb\ufffdc\ufffdd\ufffde");
        assertThat(Harmless.line("one\ntwo\tthree\u0085four")).isEqualTo("one\ufffdtwo\ufffdthree\ufffdfour");
    }

    @Test
    void lineEndsAndTabsStayInATextOfSeveralLines() {
        assertThat(Harmless.lines("one\n\ttwo\r\u001b[2J")).isEqualTo("one\n\ttwo\ufffd\ufffd[2J");
    }

    @Test
    void lettersOfAnyScriptStay() {
        String text = "José, Ünal, עברית, 日本, 👩";
        assertThat(Harmless.line(text)).isSameAs(text);
        assertThat(Harmless.lines(text)).isSameAs(text);
    }
}
