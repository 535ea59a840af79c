package ee.qmail.imports;

import ee.qmail.csv.CsvException;
import ee.qmail.csv.CsvReader;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.directory.Names;
import ee.qmail.text.Nearest;
import ee.qmail.text.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the lines of a table, whose first one names the columns. */
final class ImportTable {
    /** 20,000 addresses, and the first line. */
    static final CsvReader.Limits LIMITS = new CsvReader.Limits(8_000_000, 20_001, 20, 4_000);

    private ImportTable() {}

    /**
     * @throws InvalidInputException if it is no table, too large, or has columns that are not known; faults of single lines are in the rows
     * @throws IOException if it cannot be read
     */
    static List<ImportRow> read(InputStream in) throws IOException {
        List<CsvReader.Row> lines;
        try {
            lines = CsvReader.read(in, LIMITS);
        } catch (CsvException e) {
            throw wrong(e.sentence());
        }
        if (lines.isEmpty()) {
            throw wrong(Sentence.of("imports.empty"));
        }
        List<Column> columns = columns(lines.get(0).cells());
        if (lines.size() == 1) {
            throw wrong(Sentence.of("imports.noRows"));
        }
        return lines.subList(1, lines.size()).stream()
                .map(line -> ImportRow.of(line.line(), columns, line.cells()))
                .toList();
    }

    private static List<Column> columns(List<String> names) {
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            Column column = Column.of(name.strip()).orElseThrow(() -> wrong(unknown(name)));
            if (columns.contains(column)) {
                throw wrong(Sentence.of("imports.columnTwice", Names.shown(name)));
            }
            columns.add(column);
        }
        if (!columns.contains(Column.ADDRESS)) {
            throw wrong(Sentence.of("imports.noAddress"));
        }
        return columns;
    }

    private static Sentence unknown(String name) {
        String all = String.join(
                ", ", Arrays.stream(Column.values()).map(Column::word).toList());
        String nearest =
                Column.of(Nearest.to(name, Column.allNames())).orElseThrow().word();
        return Sentence.of("imports.column", Names.shown(name), all, nearest);
    }

    private static InvalidInputException wrong(Sentence sentence) {
        return new InvalidInputException("file", sentence);
    }
}
