package ee.qmail.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Path BENCH = Path.of("bench");
    private static final List<String> NAMES = List.of("accept-1", "accept-10", "relay");

    @Test
    void everythingIsTheDefault() {
        Options options = Options.parse(new String[0], BENCH);

        assertThat(options.peers()).containsExactly("all");
        assertThat(options.cases()).containsExactly("all");
        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.jar()).isEmpty();
    }

    @Test
    void anotherBuildIsAFile() {
        assertThat(Options.parse(new String[] {"--jar", "old.jar"}, BENCH).jar())
                .contains(Path.of("old.jar"));
    }

    @Test
    void theVersionOfTlsIsOneOfTwo() {
        assertThat(Options.parse(new String[0], BENCH).tls()).isEqualTo("TLSv1.3");
        assertThat(Options.parse(new String[] {"--tls", "1.2"}, BENCH).tls()).isEqualTo("TLSv1.2");
        assertThatThrownBy(() -> Options.parse(new String[] {"--tls", "1.1"}, BENCH))
                .hasMessageContaining("--tls 1.1: must be 1.2 or 1.3");
    }

    @Test
    void optionsAndNamesMayBeMixed() {
        Options options = Options.parse(new String[] {"postfix,exim", "--rounds", "2", "relay", "--strace"}, BENCH);

        assertThat(options.peers()).containsExactly("postfix", "exim");
        assertThat(options.cases()).containsExactly("relay");
        assertThat(options.rounds()).isEqualTo(2);
        assertThat(options.strace()).isTrue();
    }

    @Test
    void namesEachWrongOption() {
        assertThatThrownBy(() -> Options.parse(new String[] {"--rounds", "none"}, BENCH))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("--rounds none");
        assertThatThrownBy(() -> Options.parse(new String[] {"--rounds", "0"}, BENCH))
                .hasMessageContaining("must be 1");
        assertThatThrownBy(() -> Options.parse(new String[] {"--scale"}, BENCH)).hasMessageContaining("needs a value");
        assertThatThrownBy(() -> Options.parse(new String[] {"a", "b", "c"}, BENCH))
                .hasMessageContaining("'c' is not understood");
    }

    @Test
    void aStarStandsForAnything() {
        assertThat(Options.choose("case", List.of("accept-*"), NAMES)).containsExactly("accept-1", "accept-10");
        assertThat(Options.choose("case", List.of("all"), NAMES)).isEqualTo(NAMES);
        assertThat(Options.choose("case", List.of("relay", "accept-1"), NAMES)).containsExactly("accept-1", "relay");
    }

    @Test
    void aNameThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> Options.choose("case", List.of("accept"), NAMES))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("no case 'accept'")
                .hasMessageContaining("accept-10");
    }
}
