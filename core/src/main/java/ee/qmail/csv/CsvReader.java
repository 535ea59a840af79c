package ee.qmail.csv;

import ee.qmail.text.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a table of UTF-8, with or without a byte order mark, whose cells are apart by commas, semicolons or tabs, whatever its first line has most of. A
 * cell in quotes may have all of these in it, line ends too. Rows of empty cells are read over. For one thread at a time.
 */
public final class CsvReader {
    private static final String DELIMITERS = ",;\t";
    private static final char QUOTE = '"';

    /**
     * What a table may have at most; looked at while it is read.
     *
     * @param rows with the first one
     * @param letters of one cell
     */
    public record Limits(int octets, int rows, int columns, int letters) {}

    /**
     * @param line in which it begins; the first is 1
     * @param cells as they stand there, without their quotes
     */
    public record Row(int line, List<String> cells) {
        public Row {
            cells = List.copyOf(cells);
        }

        /** Cells may be passwords. */
        @Override
        public String toString() {
            return "line " + line;
        }
    }

    private final String text;
    private final Limits limits;
    private final char delimiter;
    private int at;
    private int line = 1;

    private CsvReader(String text, Limits limits) {
        this.text = text;
        this.limits = limits;
        this.delimiter = delimiter(text);
    }

    /** @throws IOException if it cannot be read */
    public static List<Row> read(InputStream in, Limits limits) throws IOException, CsvException {
        byte[] octets = in.readNBytes(limits.octets() + 1);
        if (octets.length > limits.octets()) {
            throw new CsvException(Sentence.of("csv.octets", limits.octets()));
        }
        String text = decoded(octets);
        return new CsvReader(text.startsWith(Csv.MARK) ? text.substring(1) : text, limits).rows();
    }

    private static String decoded(byte[] octets) throws CsvException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer letters = CharBuffer.allocate(octets.length);
        boolean isWrong = decoder.decode(ByteBuffer.wrap(octets), letters, true).isError();
        letters.flip();
        if (isWrong) {
            long before = letters.chars().filter(letter -> letter == '\n').count();
            throw new CsvException(Sentence.of("csv.charset", String.valueOf(before + 1)));
        }
        return letters.toString();
    }

    private static char delimiter(String text) {
        int[] counts = new int[DELIMITERS.length()];
        boolean isQuoted = false;
        for (int i = 0; i < text.length() && (isQuoted || text.charAt(i) != '\n'); i++) {
            char letter = text.charAt(i);
            isQuoted ^= letter == QUOTE;
            int which = isQuoted ? -1 : DELIMITERS.indexOf(letter);
            if (which >= 0) {
                counts[which]++;
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return DELIMITERS.charAt(best);
    }

    private List<Row> rows() throws CsvException {
        List<Row> rows = new ArrayList<>();
        while (at < text.length()) {
            Row row = row();
            if (row.cells().stream().allMatch(String::isBlank)) {
                continue;
            }
            if (rows.size() == limits.rows()) {
                throw fault("csv.rows", limits.rows());
            }
            rows.add(row);
        }
        return rows;
    }

    private Row row() throws CsvException {
        int begin = line;
        List<String> cells = new ArrayList<>();
        cells.add(cell());
        while (at < text.length() && text.charAt(at) == delimiter) {
            if (cells.size() == limits.columns()) {
                throw fault("csv.columns", limits.columns());
            }
            at++;
            cells.add(cell());
        }
        endLine();
        return new Row(begin, cells);
    }

    private void endLine() {
        if (at < text.length()) {
            char letter = text.charAt(at++);
            if (letter == '\r' && at < text.length() && text.charAt(at) == '\n') {
                at++;
            }
            line++;
        }
    }

    private String cell() throws CsvException {
        return at < text.length() && text.charAt(at) == QUOTE ? quoted() : plain();
    }

    private boolean isEnd() {
        return at == text.length()
                || text.charAt(at) == delimiter
                || text.charAt(at) == '\n'
                || text.charAt(at) == '\r';
    }

    private String plain() throws CsvException {
        int begin = at;
        while (!isEnd()) {
            at++;
            requireShort(at - begin);
        }
        return text.substring(begin, at);
    }

    private String quoted() throws CsvException {
        int begin = line;
        StringBuilder cell = new StringBuilder();
        at++;
        while (true) {
            if (at == text.length()) {
                throw new CsvException(Sentence.of("csv.open", String.valueOf(begin)));
            }
            char letter = text.charAt(at++);
            if (letter == QUOTE && (at == text.length() || text.charAt(at) != QUOTE)) {
                break;
            }
            if (letter == QUOTE) {
                at++;
            } else if (letter == '\n' || letter == '\r' && !text.startsWith("\n", at)) {
                line++;
            }
            cell.append(letter);
            requireShort(cell.length());
        }
        if (!isEnd()) {
            throw fault("csv.behind");
        }
        return cell.toString();
    }

    private void requireShort(int length) throws CsvException {
        if (length > limits.letters()) {
            throw fault("csv.letters", limits.letters());
        }
    }

    private CsvException fault(String key) {
        return new CsvException(Sentence.of(key, String.valueOf(line)));
    }

    private CsvException fault(String key, int most) {
        return new CsvException(Sentence.of(key, String.valueOf(line), most));
    }
}
