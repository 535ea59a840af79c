package ee.qmail.web.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.meter.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
    private static final String PROMETHEUS = "text/plain";
    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final Map<State, Map<List<String>, Double>> now = new EnumMap<>(State.class);
    private final Metrics metrics = new Metrics(new States() {
        @Override
        Map<State, Map<List<String>, Double>> now() {
            return now;
        }
    });

    @BeforeEach
    void bind() {
        metrics.bind();
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void whatWasCountedIsToldWithItsLabels() {
        Meter.MESSAGES.count("test door", "accepted");
        assertThat(metrics.tell(PROMETHEUS).lines())
                .contains("qmail_messages_total{door=\"test door\",reply=\"accepted\"} 1.0");
        Meter.MESSAGES.count("test door", "accepted");
        Meter.MESSAGES.count("test door", "refused");
        assertThat(metrics.tell(PROMETHEUS).lines())
                .contains(
                        "# TYPE qmail_messages_total counter",
                        "qmail_messages_total{door=\"test door\",reply=\"accepted\"} 2.0",
                        "qmail_messages_total{door=\"test door\",reply=\"refused\"} 1.0");
    }

    @Test
    void aStateIsThatOfTheMoment() {
        now.put(State.QUEUE_MESSAGES, Map.of(List.of("qmail.local"), 3.0, List.of("orders"), 1.0));
        assertThat(metrics.tell(PROMETHEUS).lines())
                .contains(
                        "qmail_queue_messages{queue=\"qmail.local\"} 3.0",
                        "qmail_queue_messages{queue=\"orders\"} 1.0");
        now.put(State.QUEUE_MESSAGES, Map.of(List.of("qmail.local"), 0.0));
        assertThat(metrics.tell(PROMETHEUS))
                .contains("qmail_queue_messages{queue=\"qmail.local\"} 0.0\n")
                .doesNotContain("orders");
    }

    @Test
    void theVirtualMachineIsToldToo() {
        assertThat(metrics.tell(PROMETHEUS))
                .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads ", "process_uptime_seconds ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics.md", "grafana.json"})
    void theDocumentsSpeakOfAllThatIsTold(String file) throws IOException {
        Set<String> told = new TreeSet<>();
        for (Meter meter : Meter.values()) {
            told.add("qmail_" + meter.name().toLowerCase(Locale.ROOT) + "_total");
        }
        for (State state : State.values()) {
            told.add("qmail_" + state.name().toLowerCase(Locale.ROOT));
        }
        Set<String> written = Pattern.compile("qmail_[a-z_]+")
                .matcher(Files.readString(Path.of("..", "docs", file)))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).containsAll(written);
        if (file.equals("metrics.md")) {
            assertThat(written).containsAll(told);
        }
    }

    @Test
    void openMetricsIsSpokenToWhoeverAsksForIt() {
        Meter.QUEUED.count();
        assertThat(metrics.tell(OPEN_METRICS)).contains("\nqmail_queued_total ").endsWith("# EOF\n");
        assertThat(metrics.tell(PROMETHEUS)).doesNotContain("# EOF");
    }
}
