package ee.qmail.web;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.history.HistoryEntry;
import ee.qmail.history.HistoryQuery;
import ee.qmail.history.HistorySearch;
import ee.qmail.history.HistoryState;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageCsvTest {
    private static final Instant AT = Instant.parse("2026-11-30T10:00:00Z");

    /** Has always more. */
    private static final class Endless extends HistorySearch {
        private final List<Long> asked = new ArrayList<>();
        private final int found;

        Endless(int found) {
            super(null);
            this.found = found;
        }

        @Override
        public Page find(HistoryQuery query) {
            asked.add(query.after());
            return new Page(Collections.nCopies(found, entry("a")), 99L, AT);
        }
    }

    private static HistoryEntry entry(String subject) {
        return new HistoryEntry(
                1,
                42,
                7,
                HistoryState.REFUSED_DATA,
                AT,
                0,
                1,
                10,
                "",
                "ben@example.net",
                new Attributes(Map.of(Attribute.CLIENT, "192.0.2.7", Attribute.HELO, "=evil()")),
                "<1@x>",
                subject,
                null,
                "554 no\n554 never");
    }

    @Test
    void aRefusalIsALine() {
        assertThat(MessageCsv.line(entry("Hello, \"Ana\"")))
                .isEqualTo("#42,1970-01-01T00:00:00Z,refused-data,2026-11-30T10:00:00Z,0,1,10,,\"ben@example.net\","
                        + "192.0.2.7,\"'=evil()\",,,,\"<1@x>\",\"Hello, \"\"Ana\"\"\",,,,\"554 no 554 never\"\r\n");
    }

    @ParameterizedTest
    @CsvSource({"=1+1", "+1", "-1", "@SUM(A1)", "' =1'", "'\t=1'"})
    void nothingIsAFormula(String subject) {
        assertThat(MessageCsv.line(entry(subject))).contains("\"'" + subject.strip() + "\"");
    }

    @Test
    void nothingTurnsTheDirectionOrEndsTheLine() {
        assertThat(MessageCsv.line(entry("a\u202Eb\rc"))).contains("\"a\uFFFDb\uFFFDc\"");
    }

    @Test
    void aTableIsBoundedAndSaysSo() throws IOException {
        for (int found : new int[] {0, MessageCsv.AT_ONCE}) {
            Endless search = new Endless(found);
            StringWriter written = new StringWriter();
            MessageCsv.write(search, HistoryQuery.all(MessageCsv.AT_ONCE), written);
            String[] lines = written.toString().split("\r\n");
            assertThat(lines[0]).startsWith("id,at,state,");
            assertThat(lines).hasSize(2 + (found == 0 ? 0 : MessageCsv.MOST));
            assertThat(lines[lines.length - 1]).startsWith("\"not complete: what came before 2026-11-30T10:00:00Z");
            assertThat(search.asked).hasSizeLessThanOrEqualTo(200).startsWith(null, 99L);
        }
    }
}
