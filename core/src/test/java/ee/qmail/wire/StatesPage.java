package ee.qmail.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Keeps the tables in docs/states.md equal to the rules that the engines read. */
public final class StatesPage {
    private static final Path PAGE = Path.of("..", "docs", "states.md");
    private static final String COMMAND = "./mvnw -pl core test -Dtest='*StatesTest' -Dregenerate=true";

    private StatesPage() {}

    /** @param protocol heading of its table */
    public static <S extends Enum<S> & SessionState<S, V>, V extends Enum<V>> void mustShow(
            String protocol, S[] states, V[] verbs) throws IOException {
        String begin = "## " + protocol + "\n\n";
        String table = table(states, verbs);
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("\n\n", from) + 1;
        assertThat(from).as("heading " + protocol).isGreaterThanOrEqualTo(begin.length());
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
        } else {
            assertThat(page.substring(from, to))
                    .as("out of date; to make it anew: " + COMMAND)
                    .isEqualTo(table);
        }
    }

    private static <S extends Enum<S> & SessionState<S, V>, V extends Enum<V>> String table(S[] states, V[] verbs) {
        StringBuilder table = new StringBuilder("| State | Takes | Commands lead to | Out of order | Else leads to |\n")
                .append("| --- | --- | --- | --- | --- |\n");
        for (S state : states) {
            table.append("| %s | %s | %s | %s | %s |\n"
                    .formatted(state, takes(state), leads(state, verbs), refuses(state), names(state.leadsTo())));
        }
        return table.toString();
    }

    private static <S extends Enum<S> & SessionState<S, V>, V extends Enum<V>> String takes(S state) {
        return state.takes().name().toLowerCase().replace('_', ' ');
    }

    private static <S extends Enum<S> & SessionState<S, V>, V extends Enum<V>> String leads(S state, V[] verbs) {
        if (state.takes() != SessionState.Takes.COMMANDS) {
            return "";
        }
        Map<S, Set<V>> leads = new LinkedHashMap<>();
        Arrays.stream(verbs)
                .filter(verb -> !state.refuses().containsKey(verb) && state.after(verb) != state)
                .forEach(verb -> leads.computeIfAbsent(state.after(verb), next -> new TreeSet<>())
                        .add(verb));
        return leads.entrySet().stream()
                .map(entry -> names(entry.getValue()) + ": " + entry.getKey())
                .collect(Collectors.joining("; "));
    }

    private static <S extends SessionState<S, V>, V extends Enum<V>> String refuses(S state) {
        Map<String, Set<String>> verbs = new TreeMap<>();
        state.refuses()
                .forEach((verb, reply) -> verbs.computeIfAbsent(text(reply), text -> new TreeSet<>())
                        .add(verb.toString()));
        return verbs.entrySet().stream()
                .map(entry -> String.join(", ", entry.getValue()) + ": `" + entry.getKey() + "`")
                .collect(Collectors.joining("; "));
    }

    private static String text(Reply reply) {
        return new String(reply.octets(), StandardCharsets.UTF_8).strip();
    }

    private static String names(Set<? extends Enum<?>> names) {
        return names.stream().map(Enum::name).collect(Collectors.joining(", "));
    }
}
