package ee.qmail.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.csv.CsvReader.Limits;
import ee.qmail.csv.CsvReader.Row;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
    private static final Limits LIMITS = new Limits(60, 3, 3, 12);

    private static List<Row> read(String text) throws IOException, CsvException {
        return CsvReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), LIMITS);
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void theDelimiterIsThatOfTheFirstLine(String delimiter) throws Exception {
        assertThat(read("a" + delimiter + "\"x,;,;\tx\"\nñ" + delimiter + "d\n"))
                .containsExactly(new Row(1, List.of("a", "x,;,;\tx")), new Row(2, List.of("ñ", "d")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void quotedCellsHaveQuotesAndLineEndsAndLinesAreCounted(String end) throws Exception {
        assertThat(read("a,b" + end + "\"1 \"\"2\"\"" + end + "3\",x" + end + end + ", " + end + "y"))
                .containsExactly(
                        new Row(1, List.of("a", "b")),
                        new Row(2, List.of("1 \"2\"" + end + "3", "x")),
                        new Row(6, List.of("y")));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheTableAndEmptyCellsAre() throws Exception {
        assertThat(read(Csv.MARK + "a,,\n")).containsExactly(new Row(1, List.of("a", "", "")));
        assertThat(read("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`a\n\"b`|line 2: has a quote",
                "`a\n\"b\" c`|line 2: has something behind",
                "`a\nb\nc\nd`|line 4: must not be there",
                "`a\n1,2,3,4`|line 2: has more than 3 cells",
                "`a\n1234567890123`|line 2: has a cell of more than 12",
                "`a\n\"1234567890123\"`|line 2: has a cell of more than 12",
                "`123456789012,123456789012\n123456789012,123456789012\n123456789012`|must be at most 60 octets"
            })
    void whatIsWrongOrTooLargeIsNamedWithItsLine(String text, String fault) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(CsvException.class).hasMessageContaining(fault);
    }

    @Test
    void otherOctetsThanThoseOfUtf8AreNamedWithTheirLine() {
        byte[] latin = "name\nana\nespa\u00f1a\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> CsvReader.read(new ByteArrayInputStream(latin), LIMITS))
                .hasMessageContaining("line 3: is no UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+ana", "-", "@x", "'=a", "'ana", "a\"b", "a,b; c", ""})
    void whatIsWrittenIsReadAgain(String text) throws Exception {
        List<Row> rows = read(Csv.line(List.of("x", text)));
        assertThat(Csv.meant(rows.get(0).cells().get(1))).isEqualTo(text);
        assertThat(rows.get(0).cells().get(1)).doesNotMatch("[=+@-].*");
    }

    @Test
    void cellsAreNotTold() {
        assertThat(new Row(7, List.of("secret"))).hasToString("line 7");
    }
}
