package ee.qmail.web;

import ee.qmail.csv.Csv;
import ee.qmail.imports.Outcome;
import ee.qmail.text.Sentence;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What has become of the lines of an import, as a table. */
public final class OutcomeCsv {
    private OutcomeCsv() {}

    /**
     * @param told the words of a sentence
     * @throws IOException if the reader has gone
     */
    public static void write(List<Outcome> outcomes, Function<Sentence, String> told, Writer to) throws IOException {
        to.write(Csv.line(List.of("line", "address", "result", "password", "problem")));
        for (Outcome each : outcomes) {
            to.write(Csv.line(List.of(
                    Long.toString(each.line()),
                    each.address(),
                    each.verdict().word(),
                    each.password(),
                    each.problems().stream().map(told).collect(Collectors.joining("; ")))));
        }
        to.flush();
    }
}
