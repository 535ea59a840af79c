package ee.qmail.revision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextHistoryTest {
    private static final Instant AT = Instant.parse("2026-11-30T08:00:00Z");

    @TempDir
    private Path directory;

    private TextHistory history() {
        return new TextHistory(directory.resolve("me"));
    }

    private void add(String text) throws IOException {
        history().add(AT, new Author("ana", "because"), Optional.of("v"), text);
    }

    @Test
    void statesAreReadAsTheyWereKeptTheNewestFirst() throws IOException {
        assertThat(history().last()).isEmpty();
        add("a\n\nb\n");
        history().add(AT, Author.ON_THE_MACHINE, Optional.empty(), "");
        assertThat(history().states())
                .containsExactly(
                        new TextHistory.State(2, AT, "", "changed on the machine", Optional.empty(), ""),
                        new TextHistory.State(1, AT, "ana", "because", Optional.of("v"), "a\n\nb\n"));
        assertThat(history().last()).map(TextHistory.State::number).hasValue(2);
    }

    @Test
    void whatIsSaidOfAChangeIsOneBoundedLine() {
        Author author = new Author(" a\nby bo ", "x".repeat(600));
        assertThat(author.name()).isEqualTo("a by bo");
        assertThat(author.why()).hasSize(Author.LONGEST_WHY);
    }

    @Test
    void theOldestAreRemovedByNumberAndBySize() throws IOException {
        for (int i = 0; i < TextHistory.MOST + 3; i++) {
            add(i + "\n");
        }
        List<TextHistory.State> states = history().states();
        assertThat(states).hasSize(TextHistory.MOST);
        assertThat(states.get(0).number()).isEqualTo(TextHistory.MOST + 3);
        for (int i = 0; i < 7; i++) {
            add("x".repeat(TextHistory.LARGEST));
        }
        assertThat(history().states()).hasSize(5);
        add("x".repeat(TextHistory.LARGEST + 1));
        assertThat(history().states().get(0).text()).isNull();
    }

    @Test
    void whatIsNoStateIsLeftOut() throws IOException {
        add("a\n");
        Files.writeString(directory.resolve("me/00000002"), "nonsense");
        Files.writeString(directory.resolve("me/00000003"), "at noon\nby a\nwhy b\nversion v\nkept true\n\nx");
        Files.writeString(directory.resolve("me/README"), "nonsense");
        assertThat(history().states())
                .singleElement()
                .satisfies(state -> assertThat(state.text()).isEqualTo("a\n"));
        add("b\n");
        assertThat(history().last()).map(TextHistory.State::number).hasValue(4);
    }
}
