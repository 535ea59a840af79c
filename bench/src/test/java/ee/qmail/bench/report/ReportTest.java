package ee.qmail.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.bench.cases.Bounds;
import ee.qmail.bench.cases.Case;
import ee.qmail.bench.cases.Cases;
import ee.qmail.bench.cases.Metric;
import ee.qmail.bench.cases.Outcome;
import ee.qmail.bench.load.SmtpSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String CASE = "accept-10-one";

    private final Results results = new Results();

    @TempDir
    private Path directory;

    @BeforeEach
    void someRounds() {
        for (double rate : List.of(500.0, 1500.0, 1000.0)) {
            results.add(CASE, "qmail-ee", accepted(rate));
            results.add(CASE, "postfix", accepted(rate / 4));
        }
        results.describe("postfix", "synced");
    }

    @Test
    void theTableHasMedianSpreadAndRatio() {
        String text = report();

        assertThat(text)
                .contains("| qmail-ee | 1,000 (500-1,500) |  |  |")
                .contains("| postfix | 250 (125-375) | 4.00 | synced |");
    }

    @Test
    void aTargetIsMetOrMissed() {
        assertThat(report()).contains("| accept-10-one | accepted/s | postfix | 4.00 | 5.00 | **missed** |");
    }

    @Test
    void invertsRatiosOfFiguresWhereLessIsBetter() {
        results.add("e2e-20", "qmail-ee", new Outcome(1, Map.of(Metric.CPU, 0.5)));
        results.add("e2e-20", "postfix", new Outcome(1, Map.of(Metric.CPU, 3.5)));

        assertThat(report()).contains("| e2e-20 | CPU ms each | postfix | 7.00 | 6.00 | met |");
    }

    @Test
    void aLimitIsNotARatio() {
        results.add("idle-10000", "qmail-ee", new Outcome(0, Map.of(Metric.KILOBYTES_EACH, 9.0)));

        assertThat(report()).contains("| idle-10000 | KB each | limit | 9.00 | 10.0 | met |");
    }

    @Test
    void namesFailedCases() {
        results.failed("relay", "exim", "no answer");

        assertThat(report()).contains("- relay exim: no answer");
    }

    @Test
    void everyTargetIsOneOfACase() throws Exception {
        Set<String> names = cases().stream().map(Case::name).collect(Collectors.toSet());

        assertThat(Targets.load().all()).extracting(Targets.Target::caseName).isSubsetOf(names);
    }

    @Test
    void thePlotHasABarForEachServer() throws Exception {
        assertThat(Plots.write(results, cases(), directory)).containsExactly("accepted.svg");

        assertThat(Files.readString(directory.resolve("accepted.svg")))
                .contains("qmail-ee 1,000")
                .contains("postfix 250")
                .contains("more is better");
    }

    @Test
    void theFileHasEveryRound() {
        assertThat(CsvReport.of(results)).contains("accept-10-one,qmail-ee,accepted/s,500.0000,1500.0000,1000.0000");
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertThat(new Series(List.of(4.0, 1.0, 2.0, 100.0)).median()).isEqualTo(3.0);
    }

    private String report() {
        return new MarkdownReport(results, cases(), Targets.load(), 3).text(List.of());
    }

    private List<Case> cases() {
        try (SmtpSink sink = new SmtpSink()) {
            return Cases.all(new Bounds(1, 1), "TLSv1.3", sink, null, directory);
        }
    }

    private static Outcome accepted(double rate) {
        return new Outcome(1, Map.of(Metric.ACCEPTED, rate));
    }
}
