package ee.qmail.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.control.FirstStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeFormatTest {
    @TempDir
    Path parent;

    private QmailHome home;
    private Path mark;

    @BeforeEach
    void home() throws IOException {
        home = new QmailHome(parent.resolve("var"));
        mark = home.queue().resolve("format");
        Files.createDirectories(home.queue());
    }

    @Test
    void aHomeWithoutAMarkIsTakenAndGetsOne() throws IOException {
        new FirstStart(home).prepare("me.example.org");
        assertThat(mark).content().startsWith(HomeFormat.CURRENT + "\nqmail EE");
    }

    @Test
    void anEarlierVersionsMarkIsReplaced() throws IOException {
        Files.writeString(mark, "1\nqmail EE 0.0.9\n");
        new FirstStart(home).prepare("me.example.org");
        assertThat(mark).content().doesNotContain("0.0.9");
    }

    @Test
    void aHomeOfALaterVersionIsNotTouched() throws IOException {
        Files.writeString(mark, (HomeFormat.CURRENT + 1) + "\nqmail EE 9.1.0\n");
        assertThatThrownBy(() -> new FirstStart(home).prepare("me.example.org"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "qmail EE 9.1.0",
                        "format " + (HomeFormat.CURRENT + 1),
                        "up to " + HomeFormat.CURRENT,
                        "start that version or a later one");
        assertThat(mark).content().contains("9.1.0");
        assertThat(home.control()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "x\n", "-1\n", "99999999999999999999\n"})
    void aMarkThatIsNoNumberIsNoReasonToGuess(String broken) throws IOException {
        Files.writeString(mark, broken);
        assertThatThrownBy(() -> new FirstStart(home).prepare("me.example.org"))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(mark.toString(), "must be the number");
    }
}
