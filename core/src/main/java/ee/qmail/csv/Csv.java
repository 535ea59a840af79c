package ee.qmail.csv;

import ee.qmail.text.Harmless;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes tables that spreadsheets read as they are meant: what would be a formula there is a text. */
public final class Csv {
    /** By which spreadsheets know UTF-8. */
    public static final String MARK = "\uFEFF";

    private static final Pattern FORMULA = Pattern.compile("'*[=+@\\-\\t\\r].*", Pattern.DOTALL);
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.:_#-]*");

    private Csv() {}

    /** A line with its end. */
    public static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    /** An apostrophe before it keeps a spreadsheet from calculating. */
    public static String cell(String text) {
        String shown = Harmless.line(text.strip().replace('\n', ' '));
        String harmless = FORMULA.matcher(shown).matches() ? "'" + shown : shown;
        return PLAIN.matcher(harmless).matches() ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
    }

    /** What was meant by a cell that {@link #cell} has written: without the apostrophe. */
    public static String meant(String cell) {
        String text = cell.strip();
        return text.startsWith("'") && FORMULA.matcher(text).matches() ? text.substring(1) : text;
    }
}
